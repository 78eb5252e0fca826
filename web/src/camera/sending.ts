/** Sends what the kiosk's own camera took, or what was signed, to the hall. */

import { Upload, UploadError } from "../upload/sending";
import { CAPTURE_WORDS } from "../words";

/** Null when the hall has it, else why not and what helps: the same picture may be sent again. */
export async function sendPicture(token: string, file: Blob, address = new URL("upload", document.baseURI).href): Promise<string | null> {
  try {
    await new Upload(address, token).post(file);
    return null;
  } catch (error) {
    return error instanceof UploadError ? error.message : CAPTURE_WORDS.cutOff;
  }
}
