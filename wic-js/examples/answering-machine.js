// Takes every call, tells how it sounds, and hangs up after ten seconds. The library is the global Wicgate here.
const status = document.getElementById('status');
const calls = document.getElementById('calls');

Wicgate.Wic.start({ username: 'bob', password: 'bob' }).then(
  (wic) => {
    status.textContent = `${wic.name} is ${wic.state}.`;
    wic.on('state', ({ state }) => (status.textContent = `${wic.name} is ${state}.`));
    wic.on('incoming', (call) => {
      const line = document.createElement('li');
      calls.append(line);
      call.answer();
      call.on('connected', () => {
        setTimeout(async () => {
          const { codec, packetsReceived, packetsLost } = await call.stats();
          line.textContent = `${call.peer}: ${codec}, ${packetsReceived} packets, ${packetsLost} lost`;
          call.hangUp();
        }, 10_000);
      });
      call.on('changed', () => (line.textContent = `${call.peer}: ${call.state}`));
    });
  },
  (error) => (status.textContent = error.message),
);
