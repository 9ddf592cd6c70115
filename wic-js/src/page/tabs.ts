import { byId } from './dom';

/** A row of tabs in the page, of which one panel is shown; arrows, Home and End move between them (WAI-ARIA APG, tabs). */
export class Tabs {
  private readonly tabs: readonly HTMLButtonElement[];

  /** @param changed hears the id of the tab that is shown from now on */
  constructor(anyTabId: string, private readonly changed: (id: string) => void = () => {}) {
    const row = byId(anyTabId).parentElement;
    this.tabs = [...(row?.querySelectorAll<HTMLButtonElement>('[role="tab"]') ?? [])];
    for (const tab of this.tabs) {
      tab.addEventListener('click', () => this.select(tab));
      tab.addEventListener('keydown', (event) => this.key(tab, event));
    }
  }

  private select(chosen: HTMLButtonElement): void {
    for (const tab of this.tabs) {
      const on = tab === chosen;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(tab.getAttribute('aria-controls') ?? '').hidden = !on;
    }
    this.changed(chosen.id);
  }

  private key(from: HTMLButtonElement, event: KeyboardEvent): void {
    const at = this.tabs.indexOf(from);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : this.tabs[(to + this.tabs.length) % this.tabs.length];
    if (next !== undefined) {
      event.preventDefault();
      this.select(next);
      next.focus();
    }
  }
}
