#include "embedded_files.h"

static const unsigned char zh_hans[] = {
#embed "../Reporting/Languages/zh-Hans.tsv"
};

const embedded_file embedded_phrases_zh_hans = {"zh-Hans.tsv", zh_hans, sizeof zh_hans};
