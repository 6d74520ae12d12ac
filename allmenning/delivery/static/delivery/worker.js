// Receives warnings that are pushed to this browser, also while no page of ours is open.
"use strict";

async function show(told) {
  const shown = await self.registration.getNotifications();
  // The newest word of a warning stands alone. One handed over twice has the same tag, and makes
  // no sound the second time.
  for (const earlier of shown) {
    if (earlier.data?.stream === told.stream && earlier.tag !== told.tag) earlier.close();
  }
  await self.registration.showNotification(told.title, {
    body: told.body,
    lang: told.lang,
    tag: told.tag,
    requireInteraction: told.urgent,
    data: { link: told.link, stream: told.stream },
  });
}

self.addEventListener("push", (event) => event.waitUntil(show(event.data.json())));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.link));
});
