/** What scripts/licences.mjs puts together at build time. */
declare module 'virtual:licences' {
  export interface ShippedPackage {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly home: string | null;
    /** Places in `texts`. */
    readonly texts: readonly number[];
  }
  export const LICENCES: { readonly packages: readonly ShippedPackage[]; readonly texts: readonly string[] };
}
