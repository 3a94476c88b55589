/** Hands a file to the reader: the browser's download, or the desktop's dialog for where to save it. Nothing leaves the machine. */
const KEPT_MS = 30_000;

export function saveFile(name: string, parts: BlobPart[], type: string): void {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download reads it after the click; how soon is not told.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** `mane-SOL-USD-2026-03-27T1424.md`: what it is, and when, without a character that a disk refuses. */
export const fileName = (what: string, time: number, ending: string): string =>
  `mane-${what.replace(/[^\w.-]+/g, '-')}-${new Date(time).toISOString().slice(0, 16).replace(':', '')}.${ending}`;
