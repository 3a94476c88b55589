/**
 * Settings by path (`news.reddit.minScore`): reading one, the change that sets one, its default and its bounds. All of it from the
 * one schema, so that a field can neither be forgotten nor have bounds of its own.
 */
import { z } from 'zod';
import { applyPatch, defaultSettings, SettingsSchema, type Settings } from '../../../src-shared/settings.ts';

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

export const valueAt = (settings: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), settings);

export const defaultAt = (path: string): unknown => valueAt(defaultSettings(), path);
export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The top-level change that sets one value deep inside; undefined takes an optional one away. */
export function patchAt(settings: Settings, path: string, value: unknown): Record<string, unknown> {
  const [top = '', ...rest] = path.split('.');
  return { [top]: withValue(valueAt(settings, top), rest, value) };
}

function withValue(tree: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const branch = isTree(tree) ? tree : {};
  return { ...branch, [key]: withValue(branch[key], rest, value) };
}

/** Null when it may be set; else what is wrong with it, in the schema's words. */
export function issueOf(settings: Settings, path: string, value: unknown): string | null {
  const result = applyPatch(settings, patchAt(settings, path, value));
  if (result.ok) return null;
  // The first of `path: message; path: message`.
  return (result.fault.detail.split('; ')[0] ?? '').replace(/^[\w.]+: /, '');
}

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
}
const schema = z.toJSONSchema(SettingsSchema, { io: 'output', unrepresentable: 'any' }) as JsonSchema;

const bare = ({ anyOf, ...node }: JsonSchema): JsonSchema => anyOf?.find(({ type }) => type !== 'null') ?? node;
const isNullable = ({ anyOf }: JsonSchema): boolean => anyOf?.some(({ type }) => type === 'null') ?? false;

function nodeAt(path: string): JsonSchema | undefined {
  return path.split('.').reduce<JsonSchema | undefined>((node, key) => node && bare(node).properties?.[key], schema);
}

export interface Bounds {
  readonly min: number | null;
  readonly max: number | null;
  readonly whole: boolean;
}
export function boundsAt(path: string): Bounds {
  const node = bare(nodeAt(path) ?? {});
  const known = (bound: number | undefined): number | null =>
    bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound;
  return { min: known(node.minimum), max: known(node.maximum), whole: node.type === 'integer' };
}

/** Every path of the schema that holds a value, objects taken apart except those that may be null as a whole. */
export function leafPaths(node: JsonSchema = schema, at = ''): string[] {
  if (node.properties === undefined || isNullable(node)) return [at];
  return Object.entries(node.properties).flatMap(([key, child]) => leafPaths(child, at === '' ? key : `${at}.${key}`));
}
