/** What generated clients and servers import goes here. */
export {};
