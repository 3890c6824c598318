"""Sums over small pictures, compiled: one walk over the pixels for all that is asked of them.

A frame of 160 x 90 is worth a hundred microseconds, and OpenCV needs a call, an array and a walk for every sum.
Every kernel is a plain function for ``scorecut.model.machine_code``; pictures are uint8, (h, w), and lie in one piece.
Sums of whole numbers are exact, those of floats are taken in the order of the pixels, so that a film gives the same
figures on every machine.
"""

import numpy as np

#: Codes of a plane; ``level_counts`` keeps four tables, so that equal neighbours do not wait for each other.
CODES, TABLES = 256, 4


def block_means(plane, by, out):
    """Fill ``out``, (h, w), with the means of blocks of ``by`` x ``by`` pixels, rounded to even as OpenCV does."""
    height, width = out.shape
    column_sums = np.empty(width * by, np.uint16)
    sums = np.empty(width, np.uint16)
    share = np.float32(1.0) / np.float32(by * by)
    for y in range(height):
        for x in range(width * by):
            column_sums[x] = plane[y * by, x]
        for k in range(1, by):
            for x in range(width * by):
                column_sums[x] += plane[y * by + k, x]
        if by == 3:  # the two commonest are written out: they run on many pixels at a time
            for x in range(width):
                sums[x] = column_sums[3 * x] + column_sums[3 * x + 1] + column_sums[3 * x + 2]
        elif by == 4:
            for x in range(width):
                sums[x] = column_sums[4 * x] + column_sums[4 * x + 1] + column_sums[4 * x + 2] + column_sums[4 * x + 3]
        else:
            for x in range(width):
                total = np.uint16(0)
                for k in range(by):
                    total += column_sums[x * by + k]
                sums[x] = total
        for x in range(width):
            out[y, x] = np.uint8(np.rint(np.float32(sums[x]) * share))


def level_counts(plane, out):
    """Fill ``out``, int64 (256,), with how often each code occurs; return the sum of differences between neighbours
    in a row."""
    height, width = plane.shape
    tables = np.zeros((TABLES, CODES), np.int32)
    apart = 0
    for y in range(height):
        for x in range(0, width - 3, TABLES):
            tables[0, plane[y, x]] += 1
            tables[1, plane[y, x + 1]] += 1
            tables[2, plane[y, x + 2]] += 1
            tables[3, plane[y, x + 3]] += 1
        for x in range(width - width % TABLES, width):
            tables[0, plane[y, x]] += 1
        in_row = 0
        for x in range(1, width):
            in_row += abs(np.int32(plane[y, x]) - np.int32(plane[y, x - 1]))
        apart += in_row
    for code in range(CODES):
        out[code] = tables[0, code] + tables[1, code] + tables[2, code] + tables[3, code]
    return apart


def light_sums(counts, lightness, dark, black):
    """Return of a histogram of codes the sums of a lightness and of its square, how much lies under ``dark`` and how
    much under ``black``; lightness : float64 (256,)."""
    light, power, under_dark, under_black = 0.0, 0.0, 0, 0
    for code in range(CODES):
        light += counts[code] * lightness[code]
        power += counts[code] * lightness[code] ** 2
        if code < dark:
            under_dark += counts[code]
        if code < black:
            under_black += counts[code]
    return light, power, under_dark, under_black


def histogram_steps(a, b):
    """Return how far the mass of one histogram must be moved, in bins, to give another, and how much of it lies in
    other bins; uint16, (n,)."""
    ahead, moved, elsewhere = 0, 0, 0
    for i in range(a.size):
        apart = np.int64(a[i]) - np.int64(b[i])
        ahead += apart
        moved += abs(ahead)
        elsewhere += abs(apart)
    return moved, elsewhere


def pair_sums(a, b):
    """Return of two arrays of whole numbers, uint8 or int16, (h, w): the sum and the greatest of the differences, the
    sums of each, of their squares, of their products."""
    height, width = a.shape
    apart, most, sum_a, sum_b, squares_a, squares_b, products = 0, 0, 0, 0, 0, 0, 0
    for y in range(height):
        row_apart = row_most = row_a = row_b = row_aa = row_bb = row_ab = 0
        for x in range(width):
            p, q = np.int32(a[y, x]), np.int32(b[y, x])
            between = abs(p - q)
            row_apart += between
            row_most = max(row_most, between)
            row_a += p
            row_b += q
            row_aa += p * p
            row_bb += q * q
            row_ab += p * q
        apart += row_apart
        most = max(most, row_most)
        sum_a += row_a
        sum_b += row_b
        squares_a += row_aa
        squares_b += row_bb
        products += row_ab
    return apart, most, sum_a, sum_b, squares_a, squares_b, products


def counts_within(deep, pale, low, high, other_low, other_high):
    """Return how many differences ``deep - pale`` lie from ``low`` to ``high``, and how many between the other two."""
    height, width = deep.shape
    here, there = 0, 0
    for y in range(height):
        row_here = row_there = 0
        for x in range(width):
            apart = np.int32(deep[y, x]) - np.int32(pale[y, x])
            row_here += np.int32((apart >= low) & (apart <= high))
            row_there += np.int32((apart >= other_low) & (apart <= other_high))
        here += row_here
        there += row_there
    return here, there


def counts_scaled(deep, pale, gain, offset, low, high, shades):
    """Return how many differences ``deep - gain * pale - offset``, in whole parts (``shades`` to a level), lie from ``low``
    to ``high``; gain, offset : float32, in such parts."""
    height, width = deep.shape
    here = 0
    for y in range(height):
        row_here = 0
        for x in range(width):
            apart = np.float32(deep[y, x]) * shades - np.float32(pale[y, x]) * gain - offset
            whole = np.int32(np.rint(apart))
            row_here += np.int32((whole >= low) & (whole <= high))
        here += row_here
    return here


def class_counts(u, v, low, step, counts):
    """Fill ``counts``, int64 (n, n), with how often each pair of classes of ``step`` codes from ``low`` on occurs."""
    height, width = u.shape
    classes = counts.shape[0]
    counts[:] = 0
    for y in range(height):
        for x in range(width):
            i, j = (np.int32(u[y, x]) - low) // step, (np.int32(v[y, x]) - low) // step
            if 0 <= i < classes and 0 <= j < classes:
                counts[i, j] += 1


def saturation_sum(y, u, v, least):
    """Return the sum of the saturation of colours, 0-255 each (HSV, BT.601 at full range, rounded as OpenCV does); those
    whose value is at most ``least`` count as gray."""
    height, width = y.shape
    total = 0
    for i in range(height):
        for j in range(width):
            light, to_blue, to_red = np.int32(y[i, j]), np.int32(u[i, j]) - 128, np.int32(v[i, j]) - 128
            blue = light + ((29049 * to_blue + 8192) >> 14)
            green = light + ((-5636 * to_blue - 11698 * to_red + 8192) >> 14)
            red = light + ((22987 * to_red + 8192) >> 14)
            most = min(max(blue, green, red), 255)
            if most > least:
                apart = most - max(min(blue, green, red), 0)
                total += (apart * np.int64(np.rint(1044480.0 / most)) + 2048) >> 12
    return total


def plain_changes(a, b, levels, lit):
    """Return how many pixels of two pictures differ by more than so many levels, and how many show anything in either."""
    height, width = a.shape
    changed, shown = 0, 0
    for y in range(height):
        for x in range(width):
            p, q = np.int32(a[y, x]), np.int32(b[y, x])
            changed += np.int32(abs(p - q) > levels)
            shown += np.int32(max(p, q) > lit)
    return changed, shown


def leaf_sums(seen, roots, feature, threshold, value, left, right, out):
    """Add to ``out``, float64 (n, n_classes), the leaves that rows of observations, float32 (n, m), come to in trees
    (see ``scorecut.picture.forest.Forest``)."""
    classes = out.shape[1]
    for tree in range(roots.size):
        for row in range(seen.shape[0]):
            node = roots[tree]
            while feature[node] >= 0:
                node = right[node] if seen[row, feature[node]] > threshold[node] else left[node]
            out[row, tree % classes] += value[node]


def length_sum(flow, before, after, dark, every, fine):
    """Return the lengths of the flow at every so manieth pixel, as whole parts (``fine`` to a pixel) added up, and how
    many pixels were asked; those that are ``dark`` in both pictures count as still."""
    height, width, _ = flow.shape
    total, asked = 0, 0
    for y in range(every // 2, height, every):
        for x in range(every // 2, width, every):
            asked += 1
            if max(before[y, x], after[y, x]) > dark:
                along, down = flow[y, x, 0], flow[y, x, 1]
                total += np.int64(np.rint(np.hypot(along, down) * fine))
    return total, asked


def global_motion(along, down, shift_x, shift_y, points_x, points_y, doubt):
    """Return zoom and roll about a shift, float64, fitted with weights to the flow at some points, and the mean length
    of what departs from them; all arrays float32, (n,)."""
    spread = zooms = rolls = 0.0
    for i in range(along.size):
        own_x, own_y = along[i] - shift_x, down[i] - shift_y
        x, y = points_x[i], points_y[i]
        weight = 1.0 / (doubt + np.hypot(own_x, own_y))
        spread += weight * (x * x + y * y)
        zooms += weight * (x * own_x + y * own_y)
        rolls += weight * (x * own_y - y * own_x)
    zoom, roll = zooms / spread, rolls / spread
    left = 0.0
    for i in range(along.size):
        x, y = points_x[i], points_y[i]
        left += np.hypot(along[i] - (shift_x + zoom * x - roll * y), down[i] - (shift_y + zoom * y + roll * x))
    return zoom, roll, left / along.size


def bare_structure(plane, reach, noise, fine, out):
    """Fill ``out``, int16 (h, w), with a picture whose light and contrast within ``reach`` pixels are taken out.

    Each pixel's distance from the mean around it over the deviation there, noise of a few levels added, times ``fine``.
    Beyond its edges the picture is mirrored.
    """
    height, width = plane.shape
    sums, powers = np.zeros(width + 2 * reach, np.int32), np.zeros(width + 2 * reach, np.int32)
    around, around_power = np.empty(width, np.int32), np.empty(width, np.int32)
    side = 2 * reach + 1
    share, least, one = np.float32(1.0 / (side * side)), np.float32(noise * noise), np.float32(fine)
    for k in range(-reach, reach + 1):
        for x in range(width):
            p = np.int32(plane[abs(k), x])
            sums[x + reach] += p
            powers[x + reach] += p * p
    for y in range(height):
        for k in range(1, reach + 1):
            sums[reach - k], powers[reach - k] = sums[reach + k], powers[reach + k]
            last = reach + width - 1
            sums[last + k], powers[last + k] = sums[last - k], powers[last - k]
        around[:] = 0
        around_power[:] = 0
        for k in range(side):
            for x in range(width):
                around[x] += sums[x + k]
                around_power[x] += powers[x + k]
        for x in range(width):
            mean = np.float32(around[x]) * share
            variance = max(np.float32(around_power[x]) * share - mean * mean, np.float32(0.0))
            out[y, x] = np.int16(np.rint((np.float32(plane[y, x]) - mean) * one / np.sqrt(variance + least)))
        if y < height - 1:
            comes, goes = y + 1 + reach, abs(y - reach)
            if comes >= height:
                comes = 2 * (height - 1) - comes
            for x in range(width):
                p, q = np.int32(plane[comes, x]), np.int32(plane[goes, x])
                sums[x + reach] += p - q
                powers[x + reach] += p * p - q * q
