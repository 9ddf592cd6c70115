/** Draws a level of 0 to 1 on a meter. */
export function drawLevel(meter: HTMLElement, value: number): void {
  // Speech peaks at about a tenth of full scale: the square root makes it readable.
  const shown = Math.min(1, Math.sqrt(value));
  meter.setAttribute('aria-valuenow', String(Math.round(shown * 100)));
  (meter.firstElementChild as HTMLElement).style.transform = `scaleX(${shown.toFixed(3)})`;
}
