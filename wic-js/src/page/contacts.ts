import { byId } from './dom';
import { iconButton, personLine } from './people';

/** Whom everybody may call in the demo, until they save somebody themselves. */
const FIRST = ['echo', 'tone', 'alice', 'bob', 'carol'];
const HINTS: Record<string, string> = { echo: 'hear yourself', tone: 'a tone of 440 Hz' };
const MOST = 50;

/** The people one calls, kept in this browser for each identity. */
export class Contacts {
  private key = '';
  private self = '';

  constructor(private readonly call: (target: string, video: boolean) => void) {}

  /** Shows those of an identity; its own name is left out. */
  show(impu: string, self: string): void {
    this.key = `wicgate.contacts.${impu}`;
    this.self = self;
    this.draw();
  }

  save(target: string): void {
    const wanted = target.trim();
    const others = this.read().filter((one) => one !== wanted);
    this.write(wanted === '' ? others : [wanted, ...others].slice(0, MOST));
  }

  private draw(): void {
    const lines = this.read().filter((one) => one !== this.self).map((one) => this.line(one));
    byId('contacts').replaceChildren(...lines);
  }

  private line(target: string): HTMLElement {
    return personLine(target, HINTS[target] ?? '', [
      iconButton('x', `Forget ${target}`, `forget-${target}`, () => this.write(this.read().filter((one) => one !== target))),
      iconButton('video', `Video call to ${target}`, `video-${target}`, () => this.call(target, true)),
      iconButton('call', `Call ${target}`, `dial-${target}`, () => this.call(target, false)),
    ]);
  }

  private read(): string[] {
    const kept: unknown = JSON.parse(localStorage.getItem(this.key) ?? 'null');
    return Array.isArray(kept) ? kept.map(String) : FIRST;
  }

  private write(all: readonly string[]): void {
    localStorage.setItem(this.key, JSON.stringify(all));
    this.draw();
  }
}
