// Saving files from the page.

/**
 * Saves a file as the browser saves downloads.
 *
 * @param name - of the file
 * @param content - what is in it
 * @param type - its MIME type
 */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
