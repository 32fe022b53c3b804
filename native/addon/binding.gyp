{
  "targets": [
    {
      "target_name": "sluice",
      "sources": [
        "addon.c",
        "connecting-class.c",
        "cores.c",
        "failure.c",
        "held-link.c",
        "link-class.c",
        "mapping.c",
        "resource.c",
        "terms.c",
        "tickets.c",
        "values.c",
        "waiting.c",
        "../src/address.c",
        "../src/clock.c",
        "../src/connect.c",
        "../src/control-socket.c",
        "../src/crc32c.c",
        "../src/doorbell.c",
        "../src/handshake.c",
        "../src/hello.c",
        "../src/hello-judge.c",
        "../src/link-pair.c",
        "../src/link.c",
        "../src/refusal.c",
        "../src/segment-attach.c",
        "../src/segment-directory.c",
        "../src/segment-map.c",
        "../src/terms.c"
      ],
      "include_dirs": ["../include", "../src", "../../generated/segment"],
      "defines": ["NAPI_VERSION=9"],
      "cflags": ["-std=gnu11", "-Wall", "-Wextra", "-fvisibility=hidden"]
    }
  ]
}
