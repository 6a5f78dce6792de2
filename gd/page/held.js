// What a person moves: by the pointer, until it is let go, or by keys, until these have rested.

const KEYS_REST_FOR = 400; // milliseconds after the last key until what was moved counts as let go

class Held {
  moving = false;

  rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.letGo(), KEYS_REST_FOR);
  }

  // Each kind says in `released` what becomes of it.
  letGo() {
    clearTimeout(this.resting);
    if (!this.moving) return;
    this.moving = false;
    this.released();
  }
}
