/** The shared-memory runtime goes here. */
export {};
