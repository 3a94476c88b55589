/** Types of licences.mjs. */
import type { Plugin } from 'vite';

export interface CollectedLicences {
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly home: string | null;
    readonly texts: readonly number[];
  }[];
  readonly texts: readonly string[];
}
export declare function licences(): Plugin;
export declare function collectLicences(root?: string): CollectedLicences;
