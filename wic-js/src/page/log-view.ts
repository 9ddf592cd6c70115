import type { TraceLine } from './wic.js';
import { byId, onClick } from './dom';

/** Lines kept; the oldest go first. */
const LINES = 400;

/** The panel that tells what happened, for people first, with the SIP messages for those who ask. */
export class LogView {
  private readonly list = byId('log');
  private lines: string[] = [];

  constructor() {
    const box = byId<HTMLInputElement>('show-sip');
    box.addEventListener('change', () => this.list.classList.toggle('events-only', !box.checked));
    onClick('copy-log', () => void navigator.clipboard.writeText(this.lines.join('\n')).catch(() => {}));
  }

  say(text: string, failed = false): void {
    this.line('event', text, text).classList.toggle('failed', failed);
  }

  trace({ direction, text }: TraceLine): void {
    if (direction === 'note') {
      this.line('event', text, text);
      return;
    }
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = `${direction === 'sent' ? '→' : '←'} ${text.split('\r\n', 1)[0]}`;
    const whole = document.createElement('pre');
    whole.textContent = text;
    details.append(summary, whole);
    this.line('sip', `${direction}\n${text}`, details);
  }

  private line(kind: string, copied: string, shown: string | HTMLElement): HTMLElement {
    const now = new Date();
    const clock = `${now.toTimeString().slice(0, 8)}.${String(now.getMilliseconds()).padStart(3, '0')}`;
    const line = document.createElement('li');
    line.className = kind;
    const time = document.createElement('time');
    time.textContent = clock;
    const said = document.createElement('div');
    said.append(shown);
    line.append(time, said);
    this.list.prepend(line);
    this.lines = [...this.lines, `${clock} ${copied}`].slice(-LINES);
    if (this.list.childElementCount > LINES) {
      this.list.lastElementChild?.remove();
    }
    return line;
  }
}
