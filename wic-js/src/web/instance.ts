/** The UUID of this browser for an identity, kept in localStorage (RFC 5626 §4.1: the same after a restart). */
export function instanceId(impu: string): string {
  const key = `wicgate.instance.${impu}`;
  try {
    const kept = localStorage.getItem(key);
    if (kept !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(kept)) {
      return kept;
    }
    const fresh = uuid();
    localStorage.setItem(key, fresh);
    return fresh;
  } catch {
    return uuid(); // storage is forbidden here: this page load is the instance
  }
}

function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
