/** Hands a file to the browser or the shell to save; nothing leaves the window, the address is a blob of its own. */
const KEPT_MS = 30_000;

export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download reads it after the click; how soon is not told.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
