/** The element with that id; the page is broken when it is missing. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`no element #${id} in the page`);
  }
  return found as T;
}

export function show(element: HTMLElement, visible: boolean): void {
  element.hidden = !visible;
}

/** Shows the text in the element, or hides the element when there is none. */
export function say(element: HTMLElement, text: string): void {
  element.textContent = text;
  element.hidden = text === '';
}

export function onClick(id: string, run: () => void): void {
  byId<HTMLButtonElement>(id).addEventListener('click', run);
}

/** A form without a page load. */
export function onSubmit(id: string, run: () => void): void {
  byId<HTMLFormElement>(id).addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
}

/** A button that opens and closes a part of the page. */
export function toggle(buttonId: string, partId: string, opened: () => void = () => {}): void {
  onClick(buttonId, () => {
    const part = byId(partId);
    show(part, part.hidden);
    byId(buttonId).setAttribute('aria-expanded', String(!part.hidden));
    if (!part.hidden) {
      opened();
    }
  });
}

const LETTERS: Record<string, string> = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ' };
const NAMES: Record<string, string> = { '*': 'star', '#': 'hash' };

/** Fills a part of the page with the twelve keys of a phone. */
export function keypad(id: string, testId: string, press: (tone: string) => void): void {
  const keys = [...'123456789*0#'].map((tone) => {
    const key = document.createElement('button');
    key.type = 'button';
    const letters = document.createElement('small');
    letters.setAttribute('aria-hidden', 'true');
    letters.textContent = LETTERS[tone] ?? '';
    key.append(tone, letters);
    const name = NAMES[tone];
    if (name !== undefined) {
      key.setAttribute('aria-label', name);
    }
    key.dataset['testid'] = `${testId}-${tone}`;
    key.addEventListener('click', () => press(tone));
    return key;
  });
  byId(id).replaceChildren(...keys);
}
