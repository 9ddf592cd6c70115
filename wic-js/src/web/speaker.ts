const playing = new Set<HTMLAudioElement>();
let device = '';

/** Plays what the other party says until the returned function is called. */
export function playRemote(stream: MediaStream): () => void {
  const speaker = document.createElement('audio');
  speaker.autoplay = true;
  speaker.hidden = true;
  speaker.srcObject = stream;
  document.body.append(speaker);
  playing.add(speaker);
  direct(speaker);
  // Autoplay may be refused on a page nobody has touched yet: the first touch starts it then.
  speaker.play().catch(() => {
    const retry = (): void => void speaker.play().catch(() => {});
    document.addEventListener('pointerdown', retry, { once: true });
  });
  return () => {
    playing.delete(speaker);
    speaker.srcObject = null;
    speaker.remove();
  };
}

/** The loudspeaker of all calls from now on, the system's choice when empty. */
export function useSpeaker(deviceId: string): void {
  device = deviceId;
  playing.forEach(direct);
}

/** Not all browsers let a page choose; and one that is not plugged in any more is not an error, the sound stays where it is. */
function direct(speaker: HTMLAudioElement): void {
  if (typeof speaker.setSinkId === 'function') {
    speaker.setSinkId(device).catch(() => {});
  }
}
