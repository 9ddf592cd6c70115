// A button that calls somebody. In your own page: import { Wic, WicError } from '@wicgate/wic';
import { Wic, WicError } from '../wic.js';

const callButton = document.getElementById('call');
const hangupButton = document.getElementById('hangup');
const status = document.getElementById('status');
let wic;

callButton.addEventListener('click', async () => {
  callButton.disabled = true;
  try {
    status.textContent = 'Logging in…';
    wic ??= await Wic.start({ username: 'alice', password: 'alice' });
    const call = wic.call('echo');
    hangupButton.disabled = false;
    hangupButton.onclick = () => call.hangUp();
    call.on('changed', () => (status.textContent = `${call.peer}: ${call.state}`));
    call.on('ended', (cause) => {
      status.textContent = cause.words;
      hangupButton.disabled = true;
      callButton.disabled = false;
    });
  } catch (error) {
    status.textContent = error instanceof WicError ? error.cause.words : String(error);
    callButton.disabled = false;
  }
});
