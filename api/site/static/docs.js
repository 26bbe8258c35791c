"use strict";
// Swagger UI on our own description, ready to try out; operations can be linked to and filtered.
// The page has title, version, licence and contact of its own, so of what they stand with only the description is shown.
const description = (_, { React, getComponent, specSelectors }) => () =>
  React.createElement("div", { className: "info" }, React.createElement(getComponent("Markdown", true), { source: specSelectors.info().get("description") }));
window.addEventListener("DOMContentLoaded", () => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
  window.ui = SwaggerUIBundle({
    url: document.getElementById("swagger-ui").dataset.url,
    dom_id: "#swagger-ui",
    deepLinking: true,
    filter: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    plugins: [{ wrapComponents: { InfoContainer: description } }],
    // The list of servers has no name of its own.
    onComplete: () => document.querySelector("#servers")?.setAttribute("aria-label", "Server"),
  });
});
