// Shows the API's schema. A write that is tried out carries the page's CSRF token; reads carry nothing more.
const place = document.getElementById("api-docs");

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
  requestInterceptor(request) {
    if (request.method && request.method !== "GET" && request.credentials === "same-origin") {
      request.headers["X-CSRFToken"] = place.dataset.csrf;
    }
    return request;
  },
});
