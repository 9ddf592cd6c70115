/** Plays what the other party says until the returned function is called. */
export function playRemote(stream: MediaStream): () => void {
  const speaker = document.createElement('audio');
  speaker.autoplay = true;
  speaker.hidden = true;
  speaker.srcObject = stream;
  document.body.append(speaker);
  // Autoplay may be refused on a page nobody has touched yet: the first touch starts it then.
  speaker.play().catch(() => {
    const retry = (): void => void speaker.play().catch(() => {});
    document.addEventListener('pointerdown', retry, { once: true });
  });
  return () => {
    speaker.srcObject = null;
    speaker.remove();
  };
}
