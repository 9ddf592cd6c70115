import type { EndEvent, IncomingEvent, OutgoingEvent, RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest, IncomingResponse } from 'jssip/lib/SIPMessage';
import { withoutBundle } from '../session/sdp';
import type { Leg, LegEvents, LegFailure, MediaStats } from '../session/user-agent';
import { mediaStats } from './media-stats';
import { playRemote } from './speaker';

/** How long an offer or answer waits for candidates: then it leaves with those found (TS 24.371 §7.2.2). */
const GATHERING_LIMIT_MS = 1000;

/** One call on JsSIP: its events in our words, its media at the loudspeaker. */
export class JsSipLeg implements Leg {
  events: LegEvents = SILENT;
  readonly remoteName: string;
  private stopPlaying: () => void = () => {};

  constructor(
    private readonly session: RTCSession,
    private readonly rtc: RTCConfiguration,
    readonly remoteUri: string,
  ) {
    this.remoteName = session.direction === 'incoming' ? (session.remote_identity.display_name ?? '') : '';
    if (session.connection === null || session.connection === undefined) {
      session.on('peerconnection', ({ peerconnection }) => this.play(peerconnection));
    } else {
      this.play(session.connection);
    }
    this.listen();
  }

  get id(): string {
    return this.session.id;
  }

  answer(): void {
    this.session.answer({ mediaConstraints: { audio: true, video: false }, pcConfig: this.rtc });
  }

  reject(status: number, phrase: string): void {
    this.session.terminate({ status_code: status, reason_phrase: phrase });
  }

  hangUp(): void {
    if (!this.session.isEnded()) {
      this.session.terminate();
    }
  }

  mute(on: boolean): void {
    if (on) {
      this.session.mute({ audio: true });
    } else {
      this.session.unmute({ audio: true });
    }
  }

  hold(on: boolean): boolean {
    return on ? this.session.hold() : this.session.unhold();
  }

  dtmf(tones: string): void {
    const sender = this.session.connection.getSenders().find((one) => one.track?.kind === 'audio');
    sender?.dtmf?.insertDTMF(sender.dtmf.toneBuffer + tones, 120, 60);
  }

  async stats(): Promise<MediaStats> {
    return mediaStats(await this.session.connection.getStats());
  }

  private listen(): void {
    const { session } = this;
    session.on('sdp', (event) => {
      if (event.originator === 'local') {
        event.sdp = withoutBundle(event.sdp);
      }
    });
    // Counted from the first candidate; ready() does nothing once the description has left.
    session.on('icecandidate', ({ ready }) => void setTimeout(ready, GATHERING_LIMIT_MS));
    session.on('progress', (event: IncomingEvent | OutgoingEvent) => {
      const response = 'response' in event ? event.response : null;
      if (response !== null) {
        this.progress(response);
      }
    });
    session.on('accepted', () => this.events.connected());
    session.on('hold', ({ originator }) => this.events.held(originator === 'remote' ? 'peer' : 'us', true));
    session.on('unhold', ({ originator }) => this.events.held(originator === 'remote' ? 'peer' : 'us', false));
    session.on('muted', () => this.events.muted(true));
    session.on('unmuted', () => this.events.muted(false));
    session.on('failed', (event) => this.over(() => this.events.failed(failure(event))));
    session.on('ended', (event) => this.over(() => this.events.ended(failure(event))));
  }

  private progress(response: IncomingResponse): void {
    if (typeof response.body === 'string' && response.body !== '') {
      this.events.earlyMedia();
    } else {
      this.events.ringing();
    }
  }

  private play(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ track, streams }) => {
      this.stopPlaying();
      this.stopPlaying = playRemote(streams[0] ?? new MediaStream([track]));
    });
  }

  private over(tell: () => void): void {
    this.stopPlaying();
    tell();
  }
}

function failure(event: EndEvent): LegFailure {
  const by = event.originator === 'remote' ? 'peer' : event.originator === 'local' ? 'us' : 'system';
  const message: IncomingRequest | IncomingResponse | null = event.message;
  if (message === null || typeof message !== 'object') {
    return { by, stackCause: event.cause };
  }
  const said = {
    by,
    stackCause: event.cause,
    reasons: message.getHeaders('reason'),
    warnings: message.getHeaders('warning'),
  } as const;
  return 'status_code' in message ? { ...said, status: message.status_code, phrase: message.reason_phrase } : said;
}

const SILENT: LegEvents = {
  ringing: () => {},
  earlyMedia: () => {},
  connected: () => {},
  held: () => {},
  muted: () => {},
  failed: () => {},
  ended: () => {},
};
