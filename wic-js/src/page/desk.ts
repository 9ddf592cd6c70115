import type { Call, Cause } from './wic.js';
import type { CallView } from './call-view';
import { noteCall } from './devices';
import { byId, onClick, show } from './dom';
import type { LogView } from './log-view';
import { button, dress, personLine } from './people';
import { Ringer } from './ringer';

/** The calls of the page: one is talked to, one may be ringing here, the others wait on hold. */
export class Desk {
  active: Call | undefined;
  private readonly calls = new Set<Call>();
  private readonly ringer = new Ringer();
  private adding = false;

  constructor(
    private readonly view: CallView,
    private readonly log: LogView,
    private readonly ended: (call: Call, cause: Cause) => void,
  ) {
    onClick('answer', () => this.answer(false));
    onClick('answer-video', () => this.answer(true));
    onClick('reject', () => this.ringingHere()?.reject());
    onClick('adding', () => {
      this.adding = !this.adding;
      this.draw();
    });
  }

  /** From here to its end the page cares for this call. */
  take(call: Call): void {
    this.calls.add(call);
    this.adding = false;
    const removeNote = call.direction === 'incoming' ? noteCall(call) : (): void => {};
    if (call.direction === 'incoming') {
      this.log.say(`Call from ${call.peer} (${call.peerUri})`);
      byId('incoming-peer').textContent = call.peer;
      byId('incoming-uri').textContent = call.peerUri;
      dress(byId('incoming-avatar'), call.peer);
    } else {
      this.talkTo(call);
    }
    call.on('changed', () => {
      if (call.state !== 'incoming') {
        removeNote();
      }
      this.draw();
    });
    this.tell(call);
    call.on('transferred', (to) => {
      this.log.say(`${call.peer} moved you to ${to.peer}`);
      if (this.active === call) {
        this.active = undefined; // its peer ends it when the other call is up
      }
      this.take(to);
    });
    call.on('ended', (cause) => {
      removeNote();
      this.calls.delete(call);
      if (this.active === call) {
        this.active = undefined;
        this.view.hide();
      }
      this.draw();
      this.ended(call, cause);
    });
    this.draw();
    if (call.direction === 'incoming') {
      byId('answer').focus();
    }
  }

  private tell(call: Call): void {
    call.on('ringing', () => this.log.say(`${call.peer} is ringing`));
    call.on('earlymedia', () => this.log.say('Early media: the network plays something before the answer'));
    call.on('connected', () => this.log.say(`Connected with ${call.peer}`));
    call.on('held', ({ by, on }) => this.log.say(`${by === 'us' ? 'You' : call.peer} ${on ? 'put the call on hold' : 'took the call back'}`));
    call.on('reconnecting', (on) => this.log.say(on ? 'The connection is lost; the call waits for another one' : 'The call has its way back'));
    call.on('pictures', () => this.active === call && this.view.pictures(call));
  }

  private answer(video: boolean): void {
    const call = this.ringingHere();
    if (call !== undefined) {
      call.answer({ video });
      this.talkTo(call);
      this.draw();
    }
  }

  /** Makes a call the one talked to; the one before is put on hold. */
  private talkTo(call: Call): void {
    const before = this.active;
    if (before !== undefined && before !== call && !before.onHold) {
      before.hold(true);
    }
    this.active = call;
    if (call.onHold) {
      call.hold(false);
    }
    this.view.show(call, () => [...this.calls].filter((one) => one !== call && (one.state === 'connected' || one.state === 'held')));
  }

  private ringingHere(): Call | undefined {
    return [...this.calls].find(({ state }) => state === 'incoming');
  }

  private draw(): void {
    const ringing = this.ringingHere();
    show(byId('incoming'), ringing !== undefined);
    show(byId('call'), this.active !== undefined);
    const idle = this.active === undefined && ringing === undefined;
    show(byId('dial'), (idle || this.adding) && !byId('account').hidden);
    byId('adding').setAttribute('aria-expanded', String(this.adding));
    const others = [...this.calls].filter((call) => call !== this.active && call !== ringing);
    show(byId('others'), others.length > 0);
    byId('others-list').replaceChildren(...others.map((call) => this.other(call)));
    document.title = ringing !== undefined ? `${ringing.peer} is calling · Wicgate` : this.active === undefined ? 'Wicgate' : `${this.active.peer} · Wicgate`;
    if (this.active !== undefined) {
      this.view.update(this.active);
    }
    if (ringing !== undefined || this.active?.state === 'ringing') {
      this.ringer.ring(ringing !== undefined ? 'incoming' : 'ringback');
    } else {
      this.ringer.stop();
    }
  }

  private other(call: Call): HTMLElement {
    const talk = button('Talk', `talk-${call.peer}`, () => {
      this.talkTo(call);
      this.draw();
    });
    const end = button('Hang up', `end-${call.peer}`, () => call.hangUp());
    talk.className = end.className = 'plain small';
    return personLine(call.peer, call.state === 'held' ? 'on hold' : call.state, [talk, end]);
  }
}
