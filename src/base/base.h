/* base.h - what any room may use; knows nothing of letters. */
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
