@NullMarked
package io.movein.example.docs;

import org.jspecify.annotations.NullMarked;
