// Receives warnings that are pushed to this browser, also while no page of ours is open.
"use strict";

self.addEventListener("push", (event) => {
  const told = event.data.json();
  event.waitUntil(
    // The same tag replaces what is shown: a message handed over twice is seen once.
    self.registration.showNotification(told.title, {
      body: told.body,
      lang: told.lang,
      tag: told.tag,
      requireInteraction: told.urgent,
      data: { link: told.link },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.link));
});
