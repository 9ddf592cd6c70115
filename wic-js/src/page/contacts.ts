import { byId } from './dom';

/** Whom everybody may call in the demo, until they save somebody themselves. */
const FIRST = ['echo', 'tone', 'alice', 'bob', 'carol'];
const HINTS: Record<string, string> = { echo: 'hear yourself', tone: '440 Hz' };
const MOST = 50;

/** The people one calls, kept in this browser for each identity. */
export class Contacts {
  private key = '';
  private self = '';

  constructor(private readonly call: (target: string) => void) {}

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
    const chips = this.read().filter((one) => one !== this.self).map((one) => this.chip(one));
    byId('contacts').replaceChildren(...chips);
  }

  private chip(target: string): HTMLElement {
    const pair = document.createElement('span');
    pair.className = 'pair';
    const call = button(target, `dial-${target}`, () => this.call(target));
    const hint = HINTS[target];
    if (hint !== undefined) {
      const small = document.createElement('small');
      small.textContent = ` ${hint}`;
      call.append(small);
    }
    const forget = button('×', `forget-${target}`, () => this.write(this.read().filter((one) => one !== target)));
    forget.setAttribute('aria-label', `Forget ${target}`);
    pair.append(call, forget);
    return pair;
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

/** A button made by the page, with what tests find it by. */
export function button(words: string, testId: string, run: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = words;
  made.dataset['testid'] = testId;
  made.addEventListener('click', run);
  return made;
}
