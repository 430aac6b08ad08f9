// Copying to the clipboard, also where the page came without TLS: browsers then offer the old way only.

/** `field` holds the text. False: the person has to do it; the text is selected by then. */
export async function copyText(text: string, field: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand('copy');
  }
}
