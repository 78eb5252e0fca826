/** Which build of the page the hall serves: one that is left open over an upgrade is loaded anew. */
export class Release {
  private loaded = "";
  /** The hall serves another build than the one that was loaded. */
  stale = false;

  /** The hall said which build it serves; empty: an older hall, which says nothing. */
  met(build: string): void {
    if (build === "") return;
    if (this.loaded === "") this.loaded = build;
    this.stale = build !== this.loaded;
  }
}
