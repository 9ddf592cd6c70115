import type { Call, Wic } from './wic.js';
import { byId, onClick } from './dom';
import { drawLevel } from './level';

const KEPT = 'wicgate.devices';
const LOOK_MS = 100;

/** The panel where microphone, loudspeaker and camera are chosen and tried; the choice is kept in this browser. */
export class Devices {
  private readonly microphone = byId<HTMLSelectElement>('microphone');
  private readonly speaker = byId<HTMLSelectElement>('speaker');
  private readonly camera = byId<HTMLSelectElement>('camera');
  private trial: { stop(): void } | undefined;

  constructor(private readonly now: () => { wic: Wic | undefined; call: Call | undefined }, private readonly failed: (words: string) => void) {
    navigator.mediaDevices?.addEventListener('devicechange', () => this.trial !== undefined && void this.list());
    this.microphone.addEventListener('change', () => void this.chosen());
    this.speaker.addEventListener('change', () => void this.chosen());
    this.camera.addEventListener('change', () => void this.chosen());
    onClick('notify', () => void Notification.requestPermission().then(() => this.notifications()));
    this.speaker.disabled = !('setSinkId' in HTMLMediaElement.prototype); // some browsers leave it to the system
    this.notifications();
  }

  /** Gives a new WIC what was chosen before. */
  use(wic: Wic): void {
    wic.useDevices(this.kept());
  }

  /** The panel is looked at: it listens to the microphone. */
  async open(): Promise<void> {
    try {
      await this.listen();
      await this.list(); // names are told only to who may use the microphone
    } catch (error) {
      byId('try-words').textContent = 'The microphone cannot be used: allow it in the browser, or plug one in.';
      this.failed(`The microphone cannot be tried: ${String(error)}`);
    }
  }

  /** It is looked at no more. */
  close(): void {
    this.trial?.stop();
    this.trial = undefined;
    drawLevel(byId('try-level'), 0);
  }

  private async list(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const { microphone, speaker, camera } = this.kept();
    fill(this.microphone, devices.filter(({ kind }) => kind === 'audioinput'), microphone);
    fill(this.speaker, devices.filter(({ kind }) => kind === 'audiooutput'), speaker);
    fill(this.camera, devices.filter(({ kind }) => kind === 'videoinput'), camera);
  }

  private async chosen(): Promise<void> {
    const picked = {
      ...(this.microphone.value === '' ? {} : { microphone: this.microphone.value }),
      ...(this.speaker.value === '' ? {} : { speaker: this.speaker.value }),
      ...(this.camera.value === '' ? {} : { camera: this.camera.value }),
    };
    localStorage.setItem(KEPT, JSON.stringify(picked));
    const { wic, call } = this.now();
    wic?.useDevices(picked);
    await this.listen().catch(() => {});
    if (picked.microphone !== undefined) {
      await call?.microphone(picked.microphone).catch((error: Error) => this.failed(error.message));
    }
  }

  /** Shows how loud the chosen microphone is. */
  private async listen(): Promise<void> {
    this.close();
    const { microphone } = this.kept();
    const stream = await navigator.mediaDevices
      .getUserMedia({ audio: microphone === undefined ? true : { deviceId: { exact: microphone } } })
      .catch(() => navigator.mediaDevices.getUserMedia({ audio: true })); // the one kept is not plugged in
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      drawLevel(byId('try-level'), Math.max(...samples.map(Math.abs)));
    }, LOOK_MS);
    this.trial = {
      stop: () => {
        clearInterval(timer);
        stream.getTracks().forEach((track) => track.stop());
        void context.close();
      },
    };
  }

  private kept(): { microphone?: string; camera?: string; speaker?: string } {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as { microphone?: string; camera?: string; speaker?: string };
  }

  private notifications(): void {
    const asked = typeof Notification !== 'undefined' && Notification.permission === 'default';
    byId('notify').hidden = !asked;
  }
}

/** A note outside of the page, for a call that comes while it is not looked at; goes when told. */
export function noteCall(call: Call): () => void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted' || document.visibilityState === 'visible') {
    return () => {};
  }
  const note = new Notification(`${call.peer} is calling`, { body: call.peerUri, icon: 'icon.svg', requireInteraction: true });
  note.onclick = () => {
    window.focus();
    note.close();
  };
  return () => note.close();
}

function fill(select: HTMLSelectElement, devices: readonly MediaDeviceInfo[], chosen: string | undefined): void {
  const options = devices.map(({ deviceId, label }, index) => new Option(label === '' ? `number ${index + 1}` : label, deviceId));
  select.replaceChildren(new Option("the system's choice", ''), ...options);
  select.value = devices.some(({ deviceId }) => deviceId === chosen) ? (chosen ?? '') : '';
}
