// What a page does that is only read: in another language, one is at the same place.

import { keepPlace } from "./languages.js";

keepPlace();
