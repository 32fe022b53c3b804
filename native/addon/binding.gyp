{
  "targets": [
    {
      "target_name": "sluice",
      "sources": ["<!@(ls *.c ../src/*.c)"],
      "include_dirs": ["../include", "../src", "../../generated/segment"],
      "defines": ["NAPI_VERSION=9"],
      "cflags": ["-std=gnu11", "-Wall", "-Wextra", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections"],
      "ldflags": ["-Wl,--gc-sections", "-Wl,-z,now", "-Wl,-z,nodelete"]
    }
  ]
}
