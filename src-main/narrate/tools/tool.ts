/**
 * What a tool is: a read-only function over the store with a JSON schema for what goes in and what comes out. The template
 * narrator and a model call the very same ones. Input is parsed (a fault says which field and what was expected), output too.
 */
import { z } from 'zod';
import { throwFault } from '../../../src-shared/fault.ts';
import type { ToolName } from '../../../src-shared/narrative.ts';
import type { Linker } from '../../../src-shared/ports/linker.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import type { SentimentScorer } from '../../../src-shared/ports/sentiment.ts';
import { describeIssues } from '../../../src-shared/settings.ts';

export interface ToolPorts {
  readonly reader: Pick<Reader, 'news' | 'candles' | 'pastAnomalies' | 'closesAt' | 'storyVectors'>;
  readonly linker: Linker;
  readonly sentiment: SentimentScorer;
}

export type JsonSchema = Record<string, unknown>;

export interface Tool<I = unknown, O = unknown> {
  readonly name: ToolName;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  /** Throws FaultError: `bad_input` for a wrong input, otherwise what the store says. */
  run(input: I): Promise<O>;
  /** The same for an input that nobody has checked yet (a model's). */
  call(input: unknown): Promise<unknown>;
}

export interface ToolDefinition<IS extends z.ZodType, OS extends z.ZodType> {
  readonly name: ToolName;
  readonly description: string;
  readonly input: IS;
  readonly output: OS;
  readonly run: (input: z.output<IS>) => Promise<z.output<OS>>;
}

export function defineTool<IS extends z.ZodType, OS extends z.ZodType>(
  definition: ToolDefinition<IS, OS>,
): Tool<z.input<IS>, z.output<OS>> {
  const { name, description, input, output } = definition;
  const run = async (value: unknown): Promise<z.output<OS>> => {
    const parsed = input.safeParse(value);
    if (!parsed.success) throwFault('bad_input', `${name}: ${describeIssues(parsed.error)}`);
    return output.parse(await definition.run(parsed.data));
  };
  return {
    name,
    description,
    inputSchema: z.toJSONSchema(input, { io: 'input' }),
    outputSchema: z.toJSONSchema(output),
    run,
    call: run,
  };
}
