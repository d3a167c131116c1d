/* pipeline.h - the letter's path: one row for each stage, and one loop. */
#pragma once

#include "diwan.h"

typedef struct Pipeline Pipeline;

/* Loads what the stages need (templates, kinds, the index) and takes over what a former pipeline held:
 * the caller has the role's lock, so that there is no other. */
Pipeline *pipeline_open(Diwan *diwan, GError **error);
void pipeline_close(Pipeline *pipeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pipeline, pipeline_close)

/* Works until *stop is set, or, with until_idle, until nothing is due; then false with CONFIG when
 * pages wait for a model that cannot be loaded. */
bool
pipeline_run(Pipeline *pipeline, bool until_idle, volatile int *stop, GError **error);
