#include "embedded_files.h"

static const unsigned char calibrate[] = {
#embed "../../schemas/calibrate.schema.json"
};
static const unsigned char compare[] = {
#embed "../../schemas/compare.schema.json"
};
static const unsigned char doctor[] = {
#embed "../../schemas/doctor.schema.json"
};
static const unsigned char estimate[] = {
#embed "../../schemas/estimate.schema.json"
};
static const unsigned char explain[] = {
#embed "../../schemas/explain.schema.json"
};
static const unsigned char forecast[] = {
#embed "../../schemas/forecast.schema.json"
};
static const unsigned char plan[] = {
#embed "../../schemas/plan.schema.json"
};
static const unsigned char prices_list[] = {
#embed "../../schemas/prices-list.schema.json"
};
static const unsigned char probe[] = {
#embed "../../schemas/probe.schema.json"
};
static const unsigned char profiles_list[] = {
#embed "../../schemas/profiles-list.schema.json"
};
static const unsigned char profiles_show[] = {
#embed "../../schemas/profiles-show.schema.json"
};
static const unsigned char report[] = {
#embed "../../schemas/report.schema.json"
};
static const unsigned char run[] = {
#embed "../../schemas/run.schema.json"
};
static const unsigned char runs[] = {
#embed "../../schemas/runs.schema.json"
};
static const unsigned char runs_diff[] = {
#embed "../../schemas/runs-diff.schema.json"
};
static const unsigned char runs_export[] = {
#embed "../../schemas/runs-export.schema.json"
};
static const unsigned char runs_verify[] = {
#embed "../../schemas/runs-verify.schema.json"
};
static const unsigned char validate[] = {
#embed "../../schemas/validate.schema.json"
};
static const unsigned char value[] = {
#embed "../../schemas/value.schema.json"
};
static const unsigned char whatif[] = {
#embed "../../schemas/whatif.schema.json"
};

#define SCHEMA(name, bytes) {name ".schema.json", bytes, sizeof bytes}

static const embedded_file schemas[] = {
    SCHEMA("calibrate", calibrate),
    SCHEMA("compare", compare),
    SCHEMA("doctor", doctor),
    SCHEMA("estimate", estimate),
    SCHEMA("explain", explain),
    SCHEMA("forecast", forecast),
    SCHEMA("plan", plan),
    SCHEMA("prices-list", prices_list),
    SCHEMA("probe", probe),
    SCHEMA("profiles-list", profiles_list),
    SCHEMA("profiles-show", profiles_show),
    SCHEMA("report", report),
    SCHEMA("run", run),
    SCHEMA("runs", runs),
    SCHEMA("runs-diff", runs_diff),
    SCHEMA("runs-export", runs_export),
    SCHEMA("runs-verify", runs_verify),
    SCHEMA("validate", validate),
    SCHEMA("value", value),
    SCHEMA("whatif", whatif),
};

const embedded_file *const embedded_output_schemas = schemas;
const size_t embedded_output_schema_count = sizeof schemas / sizeof schemas[0];
