/**
 * What happened, in words. `deed`: the phrase goes on from who did it (`ran …`); else it stands by itself
 * (`service nginx started`).
 */
export interface Phrase {
  readonly text: string;
  readonly deed: boolean;
}
