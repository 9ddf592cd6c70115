import type { EndEvent, IncomingEvent, OutgoingEvent, RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest, IncomingResponse } from 'jssip/lib/SIPMessage';
import { withoutBundle } from '../session/sdp';
import type { Leg, LegEvents, LegFailure, MediaChoice, MediaStats, Pictures } from '../session/user-agent';
import { completeGm, SUPPORTED } from './jssip-gm';
import { mediaStats } from './media-stats';
import { playRemote } from './speaker';

/** How long an offer or answer waits for candidates: then it leaves with those found (TS 24.371 §7.2.2). */
const GATHERING_LIMIT_MS = 1000;

/** Asked for in Session-Expires (RFC 4028 §4): half an hour, as its author recommends. */
const SESSION_SECONDS = 1800;

/** What JsSIP's call() and answer() are given. */
export function callOptions(media: MediaChoice, rtc: RTCConfiguration): object {
  return {
    mediaConstraints: { audio: device(media.microphone) ?? true, video: media.video === true && (device(media.camera) ?? true) },
    pcConfig: rtc,
    sessionTimersExpires: SESSION_SECONDS,
  };
}

function device(id: string | undefined): MediaTrackConstraints | undefined {
  return id === undefined ? undefined : { deviceId: { exact: id } };
}

/** One call on JsSIP: its events in our words, its media at the loudspeaker. */
export class JsSipLeg implements Leg {
  private static readonly sessions = new WeakSet<RTCSession>();
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
    JsSipLeg.sessions.add(session);
    completeGm(session);
    this.listen();
  }

  /** True when the session came out of another one, by REFER or Replaces, and is somebody's already. */
  static has(session: RTCSession): boolean {
    return JsSipLeg.sessions.has(session);
  }

  get id(): string {
    return this.session.id;
  }

  answer(media: MediaChoice): void {
    this.session.answer(callOptions(media, this.rtc));
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

  restart(): void {
    const begun = this.session.renegotiate({ rtcOfferConstraints: { iceRestart: true } }, () => this.events.restarted());
    if (!begun) {
      this.events.restarted(); // another re-INVITE is on its way and finds the path itself
    }
  }

  async video(on: boolean, camera?: string): Promise<void> {
    const { connection } = this.session;
    const sender = connection.getSenders().find((one) => one.track?.kind === 'video');
    if (on && sender === undefined) {
      const stream = await navigator.mediaDevices.getUserMedia({ video: device(camera) ?? true });
      stream.getVideoTracks().forEach((track) => connection.addTrack(track, stream));
    } else if (!on && sender !== undefined) {
      sender.track?.stop();
      connection.removeTrack(sender);
    } else {
      return;
    }
    this.session.renegotiate();
    this.events.pictures();
  }

  async microphone(deviceId: string): Promise<void> {
    const sender = this.session.connection.getSenders().find((one) => one.track?.kind === 'audio');
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { deviceId: { exact: deviceId } } });
    const [track] = stream.getAudioTracks();
    if (sender !== undefined && track !== undefined) {
      track.enabled = sender.track?.enabled ?? true;
      sender.track?.stop();
      await sender.replaceTrack(track);
    }
  }

  transfer(target: string, replacing: Leg | undefined, done: (accepted: boolean, status?: number) => void): void {
    const other = replacing instanceof JsSipLeg ? { replaces: replacing.session } : {};
    this.session.refer(target, {
      ...other,
      eventHandlers: {
        requestFailed: ({ response }: { response: IncomingResponse | null }) => done(false, response?.status_code),
        accepted: () => done(true),
        failed: ({ status_line }: { status_line: { status_code: number } }) => done(false, status_line.status_code),
      },
    });
  }

  pictures(): Pictures {
    const { connection } = this.session;
    const local = connection.getSenders().flatMap(({ track }) => (track?.kind === 'video' ? [track] : []));
    const remote = connection
      .getTransceivers()
      .filter(({ currentDirection }) => currentDirection === 'sendrecv' || currentDirection === 'recvonly')
      .flatMap(({ receiver }) => (receiver.track.kind === 'video' ? [receiver.track] : []));
    return {
      ...(local.length > 0 ? { local: new MediaStream(local) } : {}),
      ...(remote.length > 0 ? { remote: new MediaStream(remote) } : {}),
    };
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
    session.on('refer', ({ accept }) =>
      accept((next: RTCSession) => this.events.transferred(new JsSipLeg(next, this.rtc, next.remote_identity.uri.toString())), {
        ...callOptions({}, this.rtc),
        extraHeaders: [SUPPORTED],
      }),
    );
    session.on('replaces', ({ accept }) =>
      accept((next: RTCSession) => {
        const leg = new JsSipLeg(next, this.rtc, next.remote_identity.uri.toString());
        this.events.transferred(leg);
        leg.answer({});
      }),
    );
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
      if (track.kind === 'video') {
        track.onmute = track.onunmute = track.onended = () => this.events.pictures();
        this.events.pictures();
        return;
      }
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
  return 'status_code' in message
    ? { ...said, status: message.status_code, phrase: message.reason_phrase, challenges: message.getHeaders('www-authenticate') }
    : said;
}

const SILENT: LegEvents = {
  pictures: () => {},
  restarted: () => {},
  transferred: () => {},
  ringing: () => {},
  earlyMedia: () => {},
  connected: () => {},
  held: () => {},
  muted: () => {},
  failed: () => {},
  ended: () => {},
};
