// The live line: what happens elsewhere arrives here. It mends itself and says when it is broken.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 6000;

/**
 * Keep a line open to the service.
 * @param {string} m the member's key
 * @param {{event: (event: any) => void, up: (again: boolean) => void, down: () => void}} heard
 *   `up(true)` means the line was lost before, so something may have been missed
 */
export function listen(m, heard) {
  let wait = FIRST_WAIT;
  let opened = false;

  const connect = () => {
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const line = new WebSocket(`${scheme}://${window.location.host}/api/live?m=${encodeURIComponent(m)}`);
    line.addEventListener("open", () => {
      wait = FIRST_WAIT;
      heard.up(opened);
      opened = true;
    });
    line.addEventListener("message", ({ data }) => {
      const event = readEvent(data);
      if (event) heard.event(event);
    });
    line.addEventListener("close", () => {
      heard.down();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  };
  connect();
}

function readEvent(data) {
  try {
    const event = JSON.parse(data);
    return event && typeof event.type === "string" ? event : undefined;
  } catch {
    return undefined;
  }
}
