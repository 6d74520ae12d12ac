// Asks the browser for a push subscription and hands it over; the words stand in the page.
"use strict";

const box = document.getElementById("push");
const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
const join = box.querySelector("[data-join]");
const leave = box.querySelector("[data-leave]");

function show(name) {
  for (const part of box.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

async function tell(subscription, more) {
  const answer = await fetch(box.dataset.address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ ...subscription.toJSON(), ...more }),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
}

async function worker() {
  const scope = box.dataset.scope;
  const found = await navigator.serviceWorker.register(box.dataset.worker, { scope });
  // `ready` would wait for a worker of this page; ours works for another scope.
  while (!found.active) await new Promise((done) => setTimeout(done, 50));
  return found.pushManager;
}

async function start() {
  const pushes = await worker();
  const subscription = await pushes.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(box.dataset.key),
  });
  await tell(subscription, {});
}

async function stop() {
  const subscription = await (await worker()).getSubscription();
  if (subscription) {
    await tell(subscription, { leave: true });
    await subscription.unsubscribe();
  }
}

function doing(button, work, done) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await work();
      show(done);
    } catch {
      show(Notification.permission === "denied" ? "denied" : "failed");
    }
    button.disabled = false;
  });
}

async function begin() {
  if (!("serviceWorker" in navigator && "PushManager" in window && window.isSecureContext)) {
    show("cannot");
    return;
  }
  doing(join, start, "joined");
  doing(leave, stop, "left");
  const found = await navigator.serviceWorker.getRegistration(box.dataset.scope);
  const subscription = await found?.pushManager.getSubscription();
  show(subscription ? "joined" : "can");
}

begin();
