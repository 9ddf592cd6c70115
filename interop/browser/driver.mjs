// Chromium for the Java tests: one JSON command per line in, one JSON answer per line out.
// {"id":1,"page":"alice","do":"open","with":["http://localhost:8080/"]} -> {"id":1,"ok":...} or {"id":1,"error":"..."}
import { createInterface } from 'node:readline';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { sipJs } from './sipjs.mjs';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];
const PATIENCE_MS = 20_000;
const [screenshots] = process.argv.slice(2);
mkdirSync(screenshots, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
const pages = new Map();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const verbs = {
  ...sipJs,
  /** A window of its own, like another person's browser; one that knows no other audio codec than this, if there is one. A network may let no UDP out, or nothing but to a TURN server. */
  async open(_, name, url, look, codec, network) {
    const context = await browser.newContext({
      viewport: look === 'phone' ? { width: 375, height: 812 } : { width: 1100, height: 820 },
      colorScheme: look === 'phone' ? 'dark' : 'light',
      ignoreHTTPSErrors: look !== 'strict', // the demo's certificate is its own
    });
    await context.addInitScript(keepConnections);
    await context.addInitScript(keepSockets);
    await context.addInitScript(keepNotes);
    if (look === 'phone') { // grants these and refuses all others
      await context.grantPermissions(['notifications', 'microphone', 'camera'], { origin: new URL(url).origin });
    }
    if (codec) {
      await context.addInitScript(knowOnly, codec);
    }
    if (network === 'no UDP') {
      await context.addInitScript(reachByTcpOnly);
    }
    if (network === 'TURN only') {
      await context.addInitScript(reachByRelayOnly);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => console.error(`${name}: ${error}`));
    pages.set(name, page);
    await page.goto(url);
  },
  fill: (page, _, id, text) => page.getByTestId(id).fill(text),
  /** Picks the option with that text. */
  pick: (page, _, id, label) => page.getByTestId(id).selectOption({ label }).then(() => null),
  click: (page, _, id) => page.getByTestId(id).click(),
  /** Waits until the element is shown, and gives its text. */
  async text(page, _, id) {
    await page.getByTestId(id).waitFor();
    return page.getByTestId(id).innerText();
  },
  /** Waits until the shown element carries the value in that data attribute. */
  async waitFor(page, _, id, attribute, value) {
    await page.locator(`[data-testid="${id}"][data-${attribute}="${value}"]`).waitFor();
  },
  /** Waits until the element is not shown, or not there. */
  hidden: (page, _, id) => page.getByTestId(id).waitFor({ state: 'hidden' }),
  /** Waits until the element's text has that in it. */
  awaitText: (page, _, id, text) => page.locator(`[data-testid="${id}"]`, { hasText: text }).waitFor(),
  /** Waits until a video element shows a picture that moves. */
  async playing(page, _, id) {
    await page.getByTestId(id).waitFor();
    await page.waitForFunction((found) => {
      const { videoWidth, currentTime } = document.querySelector(`[data-testid="${found}"]`);
      return videoWidth > 0 && currentTime > 0;
    }, id);
  },
  /** What axe finds against WCAG: "impact rule element", worst or not. */
  async accessibility(page) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const faults = violations.map(({ impact, id, nodes }) => `${impact} ${id} ${nodes[0].target.join(' ')}`);
    return wide > 0 ? [...faults, `serious reflow the page is ${wide} px wider than its window`] : faults;
  },
  press: (page, _, key) => page.keyboard.press(key),
  /** Whether the element with that test id has the focus. */
  focused: (page) => page.evaluate(() => document.activeElement?.dataset.testid ?? ''),
  attribute: (page, _, id, name) => page.getByTestId(id).getAttribute(name),
  /** RTP counters and levels of the last connection, straight from the browser. */
  rtp: (page) => page.evaluate(lastConnection),
  /** The SIP requests and responses that the page sent, in order, from its log panel. */
  sent: (page) =>
    page.locator('#log details').evaluateAll((all) =>
      all
        .filter((one) => one.querySelector('summary').textContent.startsWith('→'))
        .map((one) => one.querySelector('pre').textContent)
        .reverse(),
    ),
  /** Cuts the page's WebSocket off behind its back, as a network does. */
  cut: (page) => page.evaluate(() => window.sockets.at(-1).close()),
  /** The page's last WebSocket: what subprotocol it asked for, and the code it closed it with. */
  socket: (page) => page.evaluate(() => ({ asked: String(window.sockets.at(-1).asked), closedWith: window.sockets.at(-1).closedWith ?? 0 })),
  screenshot: (page, _, name) => page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true }).then(() => {}),
  /** From now on the page is told that nobody looks at it. */
  lookAway: (page) =>
    page.evaluate(() => Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true })).then(() => null),
  /** The notifications that the page has raised: title, and whether they are gone. */
  notes: (page) => page.evaluate(() => window.notes.map(({ title, gone }) => `${title}${gone ? ' (gone)' : ''}`)),
  /** The names of the loudspeakers that the page plays calls on. */
  speakers: (page) =>
    page.evaluate(async () => {
      const all = await navigator.mediaDevices.enumerateDevices();
      const name = (id) => all.find(({ kind, deviceId }) => kind === 'audiooutput' && deviceId === id)?.label ?? id;
      return [...document.querySelectorAll('audio')].map(({ sinkId }) => name(sinkId));
    }),
  /** Ends the session at the WWSF, as another window of this browser would. */
  logOutElsewhere: (page) => page.evaluate(() => fetch('/api/session', { method: 'DELETE' }).then(() => null)),
  /** From its next login on the page knows of this gateway alone. */
  async gatewayIs(page, _, uri) {
    await page.route('**/api/session', async (route) => {
      if (route.request().method() !== 'POST') {
        return route.continue();
      }
      const response = await route.fetch();
      const body = await response.json().catch(() => ({}));
      return route.fulfill({ response, json: { ...body, w2_uris: [uri] } });
    });
  },
  /** What Math.random() gives in the page from now on; what it should without a number. */
  luck: (page, _, number) =>
    page.evaluate((given) => {
      window.honest ??= Math.random;
      Math.random = given === undefined ? window.honest : () => Number(given);
    }, number),
  /** Calls echo with the library alone and without Gm, hangs up and leaves; gives the cause of the end. */
  plainCall: (page, _, username) => page.evaluate(plainCall, username),
  /** A picture for the documents: what a window shows, at rest. */
  async keep(page, _, path) {
    await page.mouse.move(0, 0);
    await page.screenshot({ path, animations: 'disabled' });
  },
  /** As a person closes a tab: nothing is said to anybody. */
  async closeTab(page, name) {
    pages.delete(name);
    await page.context().close();
  },
};

/** In the page, before its scripts: remembers the peer connections it makes. */
function keepConnections() {
  const Original = window.RTCPeerConnection;
  window.kept = [];
  window.RTCPeerConnection = class extends Original {
    constructor(...args) {
      super(...args);
      window.kept.push(this);
    }
  };
}

/** In the page, before its scripts: it knows one audio codec, and telephone-event, and hears of no other. */
function knowOnly(codec) {
  const names = [codec, 'audio/telephone-event'];
  const knows = (mimeType) => names.includes(mimeType.toLowerCase());
  const strip = (part) => {
    const maps = [...part.matchAll(/^a=rtpmap:(\d+) ([^/\r\n]+)/gm)];
    const kept = maps.filter(([, , name]) => knows(`audio/${name}`)).map(([, format]) => format);
    return part
      .replace(/^(m=audio \d+ \S+ )[^\r\n]*/, (_, head) => head + kept.join(' '))
      .replace(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) [^\r\n]*\r\n/gm, (line, format) => (kept.includes(format) ? line : ''));
  };
  const { prototype } = window.RTCPeerConnection;
  const { createOffer, setRemoteDescription } = prototype;
  prototype.createOffer = function (...args) {
    const known = RTCRtpReceiver.getCapabilities('audio').codecs.filter(({ mimeType }) => knows(mimeType));
    for (const transceiver of this.getTransceivers().filter(({ receiver }) => receiver.track.kind === 'audio')) {
      transceiver.setCodecPreferences(known);
    }
    return createOffer.apply(this, args);
  };
  prototype.setRemoteDescription = function ({ type, sdp }, ...rest) {
    const parts = sdp.split(/^(?=m=)/m).map((part) => (part.startsWith('m=audio') ? strip(part) : part));
    return setRemoteDescription.call(this, { type, sdp: parts.join('') }, ...rest);
  };
}

/** In the page, before its scripts: no candidate of UDP comes to it, as if a firewall let none of its packets out. */
function reachByTcpOnly() {
  const { prototype } = window.RTCPeerConnection;
  const { setRemoteDescription } = prototype;
  prototype.setRemoteDescription = function ({ type, sdp }, ...rest) {
    return setRemoteDescription.call(this, { type, sdp: sdp.replace(/^a=candidate:\S+ \d+ udp [^\r\n]*\r\n/gim, '') }, ...rest);
  };
}

/** In the page, before its scripts: no candidate but those of a TURN server. */
function reachByRelayOnly() {
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(config, ...rest) {
      super({ ...config, iceTransportPolicy: 'relay' }, ...rest);
    }
  };
}

/** In the page, before its scripts: remembers the notifications it raises. */
function keepNotes() {
  const Original = window.Notification;
  window.notes = [];
  window.Notification = class extends Original {
    constructor(title, options) {
      super(title, options);
      window.notes.push(this);
    }
    close() {
      this.gone = true;
      super.close();
    }
  };
}

/** In the page, before its scripts: remembers its WebSockets, and with which code it closes them itself. */
function keepSockets() {
  const Original = window.WebSocket;
  window.sockets = [];
  window.WebSocket = class extends Original {
    constructor(...args) {
      super(...args);
      this.asked = args[1];
      window.sockets.push(this);
    }
    close(code) {
      this.closedWith = code;
      super.close(code);
    }
  };
}

/** In the page. */
async function plainCall(username) {
  const { Wic } = await import('/wic.js');
  const wic = await Wic.start({ username, password: username, gm: false });
  const call = wic.call('echo');
  const ended = new Promise((resolve) => call.on('ended', resolve));
  await Promise.race([new Promise((resolve) => call.on('connected', resolve)), ended]);
  call.hangUp();
  const { kind } = await ended;
  await wic.logOut();
  return kind;
}

/** In the page. */
async function lastConnection() {
  const connection = window.kept.at(-1);
  if (connection === undefined) {
    return null;
  }
  const found = { connection: connection.connectionState };
  const stats = await connection.getStats();
  for (const [, one] of stats) {
    if (one.kind === 'video') {
      continue; // the counters are those of the sound
    } else if (one.type === 'inbound-rtp') {
      Object.assign(found, { packetsIn: one.packetsReceived, lost: one.packetsLost, levelIn: one.audioLevel, energyIn: one.totalAudioEnergy, codecIn: stats.get(one.codecId)?.mimeType });
    } else if (one.type === 'outbound-rtp') {
      Object.assign(found, { packetsOut: one.packetsSent, codecOut: stats.get(one.codecId)?.mimeType });
    } else if (one.type === 'media-source') {
      Object.assign(found, { levelOut: one.audioLevel, energyOut: one.totalAudioEnergy });
    } else if (one.type === 'transport') {
      Object.assign(found, { dtls: one.dtlsState, srtp: one.srtpCipher, iceRole: one.iceRole });
      Object.assign(found, { own: stats.get(one.localCertificateId)?.fingerprint });
    }
  }
  // getStats keeps what it knew of certificates when it was first asked, before the handshake
  const der = connection.getSenders()[0]?.transport?.getRemoteCertificates()[0];
  if (der !== undefined) {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', der));
    found.peer = [...hash].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
  }
  return found;
}

async function obey({ page: name, do: verb, with: args = [] }) {
  const run = verbs[verb];
  if (run === undefined) {
    throw new Error(`no verb ${verb}`);
  }
  const page = pages.get(name);
  if (page === undefined && verb !== 'open') {
    throw new Error(`no page ${name}`);
  }
  return run(page, name, ...args);
}

console.log(JSON.stringify({ ready: browser.version() }));
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify({ id: command.id, ok: (await obey(command)) ?? null }));
  } catch (error) {
    const page = pages.get(command.page);
    await page?.screenshot({ path: `${screenshots}/failed-${command.page}.png`, fullPage: true }).catch(() => {});
    console.log(JSON.stringify({ id: command.id, error: String(error.message ?? error) }));
  }
}
await browser.close();
