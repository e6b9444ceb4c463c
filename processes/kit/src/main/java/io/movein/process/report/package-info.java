/** What a process tells: progress, alarms, checks, its termination message. */
@NullMarked
package io.movein.process.report;

import org.jspecify.annotations.NullMarked;
