// Where the page starts: only with its two libraries, otherwise it says what is missing.

import { cannotShow, dressPage } from "./stage.js";

dressPage();
if (window.AdaptiveCards && window.markdownit) import("./page.js").then((page) => page.begin());
else cannotShow("The card renderer is missing. Run “npm ci” in the folder sandbox/page, then reload.");
