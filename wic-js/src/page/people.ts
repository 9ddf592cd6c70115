/** A line of a list of people: an avatar, a name with a word about it, and what can be done. */
export function personLine(name: string, about: string, actions: readonly HTMLElement[]): HTMLLIElement {
  const line = document.createElement('li');
  const words = document.createElement('span');
  words.className = 'grow';
  const title = document.createElement('span');
  title.className = 'title';
  title.textContent = name;
  const small = document.createElement('small');
  small.textContent = about;
  words.append(title, small);
  line.append(avatar(name), words, ...actions);
  return line;
}

/** The letter that stands for somebody. */
export function initial(name: string): string {
  return (/[\p{L}\p{N}]/u.exec(name.replace(/^sips?:/i, ''))?.[0] ?? '?').toUpperCase();
}

/** A button with an icon alone: {@code label} is its name for those who do not see it. */
export function iconButton(icon: string, label: string, testId: string, run: () => void): HTMLButtonElement {
  const made = button('', testId, run);
  made.className = 'bare';
  made.setAttribute('aria-label', label);
  made.title = label;
  made.append(svg(icon));
  return made;
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

/** An icon of the page's symbols. */
export function svg(icon: string): SVGElement {
  const name = 'http://www.w3.org/2000/svg';
  const made = document.createElementNS(name, 'svg');
  made.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(name, 'use');
  use.setAttribute('href', `#i-${icon}`);
  made.append(use);
  return made;
}

/** A hue for somebody, always the same: one of those of the style sheet. */
const HUES = 6;

function avatar(name: string): HTMLElement {
  const made = document.createElement('span');
  made.className = 'avatar';
  made.setAttribute('aria-hidden', 'true');
  dress(made, name);
  return made;
}

/** Gives an avatar its letter and hue. */
export function dress(element: HTMLElement, name: string): void {
  element.textContent = initial(name);
  element.dataset['hue'] = String([...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % HUES);
}
