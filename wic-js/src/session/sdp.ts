/** The offer as it leaves: no BUNDLE group, since no m-line may depend on another (TS 23.228 §U.1.1). */
export function withoutBundle(sdp: string): string {
  return sdp.replace(/^a=group:BUNDLE[^\r\n]*\r?\n/gm, '');
}
