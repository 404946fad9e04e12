import { mount } from "svelte";
import App from "./App.svelte";
import { language } from "$lib/language";
import { showTheme } from "$lib/state/theme";
import "./lib/styles/tokens.css";
import "./lib/styles/base.css";
import "./lib/styles/floating.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
showTheme("system");
// Not awaited: code that is loaded later imports from this file, which then has to be done.
void language.start().then(() => mount(App, { target }));
