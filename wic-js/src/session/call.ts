import { endedByPeer, refusedCall, WicError, type Cause } from './cause';
import { Emitter } from './emitter';
import { asksForToken } from './sip-text';
import type { Clock, Leg, LegFailure, MediaChoice, MediaStats, Pictures } from './user-agent';

export type CallState = 'calling' | 'ringing' | 'earlymedia' | 'incoming' | 'connecting' | 'connected' | 'held' | 'ended';

export interface CallEvents {
  /** Any change of state, mute or hold; the specific events follow. */
  changed: Call;
  ringing: Call;
  earlymedia: Call;
  connected: Call;
  held: { readonly by: 'us' | 'peer'; readonly on: boolean };
  /** The WebSocket went (true) or the call has its way back (false); the talk may go on meanwhile. */
  reconnecting: boolean;
  /** A picture came or went; see Call.pictures. */
  pictures: Call;
  /** The peer moved us to another call, which is already being set up. */
  transferred: Call;
  ended: Cause;
}

/** What a call needs of the WIC it belongs to. */
export interface CallHost {
  readonly clock: Clock;
  /** The devices chosen. */
  media(): MediaChoice;
  /** What was dialled as a SIP URI; throws a WicError when it is none. */
  target(dialled: string): string;
  adopt(leg: Leg, direction: Call['direction']): Call;
  /** A new web token in everything that is sent from now on. */
  renewToken(): Promise<void>;
}

/** How long a call waits for its WebSocket before it counts as lost. */
const RECOVERY_MS = 30_000;

/** A call from its first request to its end. */
export class Call extends Emitter<CallEvents> {
  readonly id: string;
  /** The other party's SIP URI. */
  readonly peerUri: string;
  private current: CallState;
  private connectedAt: number | undefined;
  private endedAt: number | undefined;
  private holds = { us: false, peer: false };
  private silenced = false;
  private hungUp = false;
  private lost = false;
  private away = false;
  private cancelGivingUp: () => void = () => {};
  private why: Cause | undefined;
  private abandoned: Cause | undefined;

  constructor(
    private leg: Leg,
    readonly direction: 'outgoing' | 'incoming',
    /** The other party as a person would write it. */
    readonly peer: string,
    private readonly host: CallHost,
    /** Begins the call anew, after it was refused for its token. */
    private again?: () => Leg,
  ) {
    super();
    this.id = leg.id;
    this.peerUri = leg.remoteUri;
    this.current = direction === 'incoming' ? 'incoming' : 'calling';
    this.hear(leg);
  }

  private hear(leg: Leg): void {
    leg.events = {
      ringing: () => this.enter('ringing'),
      earlyMedia: () => this.enter('earlymedia'),
      connected: () => this.enter('connected'),
      held: (by, on) => this.onHeld(by, on),
      muted: (on) => this.onMuted(on),
      pictures: () => this.emit('pictures', this),
      restarted: () => this.recovered(),
      transferred: (to) => this.emit('transferred', this.host.adopt(to, 'outgoing')),
      failed: (failure) => this.onFailed(failure),
      ended: (failure) => this.end(this.endCause(failure)),
    };
  }

  get state(): CallState {
    return this.current;
  }

  get muted(): boolean {
    return this.silenced;
  }

  get onHold(): boolean {
    return this.holds.us;
  }

  /** Why it ended; undefined while it lives. */
  get cause(): Cause | undefined {
    return this.why;
  }

  /** Seconds since the answer, up to the end; 0 before. */
  get durationSeconds(): number {
    return this.connectedAt === undefined ? 0 : ((this.endedAt ?? this.host.clock.now()) - this.connectedAt) / 1000;
  }

  answer(media: { readonly video?: boolean } = {}): void {
    if (this.current === 'incoming') {
      this.enter('connecting');
      this.leg.answer({ ...this.host.media(), ...media });
    }
  }

  /** Refuses an incoming call: 603 by the person, 486 because another call is on. */
  reject(because: 'declined' | 'busy' = 'declined'): void {
    if (this.current === 'incoming') {
      this.hungUp = true;
      if (because === 'busy') {
        this.leg.reject(486, 'Busy Here');
      } else {
        this.leg.reject(603, 'Decline');
      }
    }
  }

  /** Ends the call in whatever state it is. */
  hangUp(): void {
    if (this.current === 'incoming') {
      this.reject();
    } else if (this.current !== 'ended') {
      this.hungUp = true;
      this.leg.hangUp();
    }
  }

  mute(on: boolean): void {
    if (this.current !== 'ended') {
      this.leg.mute(on);
    }
  }

  /** Puts the other party on hold by re-INVITE; false when that cannot be done right now. */
  hold(on: boolean): boolean {
    return (this.current === 'connected' || this.current === 'held') && this.leg.hold(on);
  }

  /** Adds our picture to the call or takes it out; rejects with a WicError when the camera cannot be used. */
  async video(on: boolean): Promise<void> {
    if (this.current === 'connected') {
      await this.leg.video(on, this.host.media().camera).catch(unusableDevice('camera', 'The camera cannot be used: allow it in the browser, or plug one in.'));
    }
  }

  /** Speaks through another microphone from now on; rejects with a WicError when it cannot be used. */
  async microphone(deviceId: string): Promise<void> {
    if (this.current !== 'ended') {
      await this.leg.microphone(deviceId).catch(unusableDevice('microphone', 'This microphone cannot be used.'));
    }
  }

  /** What there is to see: MediaStreams for video elements. */
  pictures(): Pictures {
    return this.current === 'ended' ? {} : this.leg.pictures();
  }

  /**
   * Has the peer call somebody else, or talk to the peer of another call of ours; this call ends when that worked.
   * Rejects with a WicError when it did not; the call goes on then.
   */
  transfer(to: string | Call): Promise<void> {
    const target = typeof to === 'string' ? this.host.target(to) : to.peerUri;
    return new Promise((resolve, reject) => {
      if (this.current !== 'connected' && this.current !== 'held') {
        reject(new WicError({ kind: 'internal', words: 'Only a call in progress can be transferred.' }));
        return;
      }
      this.leg.transfer(target, typeof to === 'string' ? undefined : to.leg, (accepted, status) => {
        if (accepted) {
          this.hangUp();
          resolve();
        } else {
          reject(new WicError(refusedCall(typeof to === 'string' ? to : to.peer, status === undefined ? {} : { status })));
        }
      });
    });
  }

  /** True from the loss of the WebSocket until the call has its way back. */
  get reconnecting(): boolean {
    return this.away;
  }

  dtmf(tones: string): void {
    if (this.current === 'connected' || this.current === 'earlymedia') {
      this.leg.dtmf(tones);
    }
  }

  stats(): Promise<MediaStats> {
    return this.leg.stats();
  }

  /** The WebSocket is gone: a call in progress waits for another one, the rest ends (TS 24.229 §5.2.8.1). */
  connectionLost(): void {
    if (this.current === 'connected' || this.current === 'held') {
      if (!this.away) {
        this.away = true;
        this.cancelGivingUp = this.host.clock.after(RECOVERY_MS, () => this.giveUp());
        this.emit('changed', this);
        this.emit('reconnecting', true);
      }
    } else {
      this.giveUp();
    }
  }

  /** Registered again, over another WebSocket: the eP-CSCF has moved the call to it. */
  connectionBack(): void {
    if (this.away) {
      this.leg.restart();
    }
  }

  /** Ends the call for a reason that is neither party's. */
  abandon(cause: Cause): void {
    if (this.current !== 'ended') {
      this.abandoned = cause;
      this.leg.hangUp();
    }
  }

  private onFailed(failure: LegFailure): void {
    const { again } = this;
    if (failure.status !== 401 || !asksForToken(failure.challenges) || again === undefined || this.hungUp) {
      this.end(this.failureCause(failure));
      return;
    }
    this.again = undefined; // once (RFC 8898 §2.1.1)
    this.host.renewToken().then(
      () => {
        if (this.hungUp || this.current === 'ended') {
          this.end(this.failureCause({ by: 'us', stackCause: 'Canceled' }));
        } else {
          this.leg = again();
          this.hear(this.leg);
        }
      },
      () => this.end(this.failureCause(failure)),
    );
  }

  private recovered(): void {
    if (this.away && this.current !== 'ended') {
      this.away = false;
      this.cancelGivingUp();
      this.emit('changed', this);
      this.emit('reconnecting', false);
    }
  }

  private giveUp(): void {
    if (this.current !== 'ended') {
      this.lost = true;
      this.leg.hangUp();
    }
  }

  private enter(next: 'ringing' | 'earlymedia' | 'connecting' | 'connected'): void {
    const late = this.current === 'connected' || this.current === 'held' || this.current === 'ended';
    if (late || this.current === next || (this.current === 'earlymedia' && next === 'ringing')) {
      return;
    }
    this.current = next;
    if (next === 'connected') {
      this.connectedAt = this.host.clock.now();
    }
    this.emit('changed', this);
    if (next !== 'connecting') {
      this.emit(next, this);
    }
  }

  private onHeld(by: 'us' | 'peer', on: boolean): void {
    this.holds = { ...this.holds, [by]: on };
    if (this.current === 'connected' || this.current === 'held') {
      this.current = this.holds.us || this.holds.peer ? 'held' : 'connected';
      this.emit('changed', this);
      this.emit('held', { by, on });
    }
  }

  private onMuted(on: boolean): void {
    this.silenced = on;
    this.emit('changed', this);
  }

  private end(cause: Cause): void {
    if (this.current === 'ended') {
      return;
    }
    this.current = 'ended';
    this.cancelGivingUp();
    this.endedAt = this.host.clock.now();
    this.why = cause;
    this.emit('changed', this);
    this.emit('ended', cause);
  }

  private failureCause(failure: LegFailure): Cause {
    if (this.abandoned !== undefined || this.lost) {
      return this.abandoned ?? CONNECTION_LOST;
    }
    if (failure.by === 'us' && this.hungUp) {
      return this.direction === 'incoming'
        ? { kind: 'declined', words: `You declined the call from ${this.peer}.` }
        : { kind: 'cancelled', words: 'You cancelled the call.' };
    }
    if (this.direction === 'incoming' && failure.by === 'peer') {
      const elsewhere = (failure.reasons ?? []).some((reason) => /^\s*SIP\s*;.*cause\s*=\s*200\b/i.test(reason));
      return elsewhere // RFC 3326 §3.1
        ? { kind: 'cancelled', words: `The call from ${this.peer} was answered elsewhere.` }
        : { kind: 'cancelled', words: `${this.peer} gave up calling.` };
    }
    return stackFailure(failure, this.direction, this.peer) ?? refusedCall(this.peer, failure);
  }

  private endCause(failure: LegFailure): Cause {
    if (this.abandoned !== undefined) {
      return this.abandoned;
    }
    if (failure.by === 'us' && this.hungUp) {
      return { kind: 'hung-up', words: 'You hung up.' };
    }
    if (this.lost || this.away) {
      return CONNECTION_LOST;
    }
    return failure.by === 'peer'
      ? endedByPeer(this.peer, failure)
      : (stackFailure(failure, this.direction, this.peer) ?? {
          kind: 'internal',
          words: 'The call broke down.',
          detail: failure.stackCause,
        });
  }
}

function unusableDevice(kind: 'camera' | 'microphone', words: string): (error: unknown) => never {
  return (error) => {
    throw new WicError({ kind, words, detail: String(error) });
  };
}

const CONNECTION_LOST: Cause = {
  kind: 'connection',
  words: 'The connection to the gateway was lost.',
};

/** What failed before any SIP response said so. */
function stackFailure(failure: LegFailure, direction: Call['direction'], peer: string): Cause | undefined {
  switch (failure.stackCause) {
    case 'User Denied Media Access':
      return { kind: 'microphone', words: 'The microphone cannot be used: allow it in the browser, or plug one in.' };
    case 'Connection Error':
      return CONNECTION_LOST;
    case 'Request Timeout':
      return { kind: 'timeout', words: 'The gateway does not answer.' };
    case 'WebRTC Error':
    case 'Bad Media Description':
    case 'Missing SDP':
      return failure.status === undefined || failure.status < 300
        ? { kind: 'no-common-media', words: 'The audio connection could not be set up.', detail: failure.stackCause }
        : undefined;
    case 'No Answer':
    case 'Expires':
      return direction === 'incoming' ? { kind: 'no-answer', words: `The call from ${peer} was not answered.` } : undefined;
    case 'No ACK':
    case 'Dialog Error':
    case 'Internal Error':
    case 'RTP Timeout':
      return { kind: 'internal', words: 'The call broke down.', detail: failure.stackCause };
    default:
      return undefined;
  }
}
