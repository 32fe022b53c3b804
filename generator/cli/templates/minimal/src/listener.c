/* The C side: reads one report from stdin, answers on stdout, and says on stderr what it saw. */
#include <inttypes.h>
#include <stdio.h>

#include "sensor.h"

#define TOO_HOT 4000 /* 1/100 degree */

static int refuse(const struct sluice_error *error, int status)
{
	fprintf(stderr, "%s in %s.%s at byte %zu\n", sluice_error_name(status), error->message,
		error->field != NULL ? error->field : "", error->offset);
	return 1;
}

int main(void)
{
	uint8_t in[4096], copy[4096], out[64];
	struct sensor_frame frame;
	struct sensor_report_message report;
	struct sensor_answer answer;
	struct sluice_error error;
	size_t written;
	size_t length = fread(in, 1, sizeof in, stdin);
	int status = sensor_frame_decode(in, length, copy, sizeof copy, &frame, &error);

	if (status == 0)
		status = sensor_report_decode_frame(&frame, &report, &error);
	if (status != 0)
		return refuse(&error, status);
	fprintf(stderr, "report %" PRIu32 " from %.*s: %.2f degrees\n", report.fixed.id, (int)report.place.count,
		(const char *)report.place.data, report.fixed.celsius / 100.0);

	answer.id = report.fixed.id;
	answer.state = report.fixed.celsius > TOO_HOT ? SENSOR_TOO_HOT : SENSOR_FINE;
	status = sensor_answer_encode_frame(out, sizeof out, NULL, &answer, &written, &error);
	if (status != 0)
		return refuse(&error, status);
	return fwrite(out, 1, written, stdout) == written ? 0 : 1;
}
