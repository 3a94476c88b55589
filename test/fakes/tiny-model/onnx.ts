/**
 * The least of an ONNX file (https://onnx.ai/onnx/repo-docs/IR.html, onnx.proto3): protobuf fields by number, one Gather node
 * that looks tokens up in a table. Enough for a real runtime to load and run.
 */
const VARINT = 0;
const BYTES = 2;
const [FLOAT, INT64] = [1, 7];

export interface TableGraph {
  /** Rows × width, row by row. */
  readonly table: Float32Array;
  readonly rows: number;
  readonly width: number;
  readonly inputs?: readonly string[];
}

/** input_ids [1, n] → last_hidden_state [1, n, width]: the table's rows. */
export function tableGraph({ table, rows, width, inputs = ['input_ids', 'attention_mask'] }: TableGraph): Buffer {
  const initializer = message(
    5,
    int(1, rows),
    int(1, width),
    int(2, FLOAT),
    text(8, 'table'),
    bytes(9, Buffer.from(table.buffer)),
  );
  const node = message(1, text(1, 'table'), text(1, 'input_ids'), text(2, 'last_hidden_state'), text(4, 'Gather'));
  const graph = message(
    7,
    node,
    text(2, 'tiny'),
    initializer,
    ...inputs.map((name) => message(11, valueInfo(name, INT64, ['batch', 'tokens']))),
    message(12, valueInfo('last_hidden_state', FLOAT, ['batch', 'tokens', width])),
  );
  return Buffer.concat([int(1, 8), graph, message(8, text(1, ''), int(2, 14))]);
}

function valueInfo(name: string, type: number, dims: readonly (string | number)[]): Buffer {
  const shape = dims.map((dim) => message(1, typeof dim === 'number' ? int(1, dim) : text(2, dim)));
  return Buffer.concat([text(1, name), message(2, message(1, int(1, type), message(2, ...shape)))]);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return Buffer.from([...out, rest]);
}

const tag = (field: number, wire: number): Buffer => varint(field * 8 + wire);
const int = (field: number, value: number): Buffer => Buffer.concat([tag(field, VARINT), varint(value)]);
const bytes = (field: number, value: Buffer): Buffer => Buffer.concat([tag(field, BYTES), varint(value.length), value]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const message = (field: number, ...parts: Buffer[]): Buffer => bytes(field, Buffer.concat(parts));
