() => {
  // Brings the newest question to the top and keeps it there while its answer grows below it,
  // until the reader scrolls, for 20 seconds at most.
  const until = Date.now() + 20000;
  let reading = false;
  const read = () => { reading = true; };
  ["wheel", "touchmove", "keydown"].forEach(
    (name) => window.addEventListener(name, read, { once: true, passive: true }));
  const follow = () => {
    if (reading || Date.now() > until) return;
    const newest = [...document.querySelectorAll("#tw-talk .tw-ask")].pop();
    if (newest) {
      const top = Math.max(0, newest.getBoundingClientRect().top + window.scrollY - 16);
      if (Math.abs(window.scrollY - top) > 2) window.scrollTo({ top });
    }
    setTimeout(follow, 120);
  };
  setTimeout(follow, 400);  // by then the newest question is the one just asked
}
