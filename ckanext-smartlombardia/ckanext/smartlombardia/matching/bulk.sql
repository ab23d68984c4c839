-- Columns of many registrations, made by `bulk`: no word lists here, no weights.
--
-- A mark is what may name a product, its words written together: a name without common words; or any few words that
-- stand side by side in a name, or with capitals in a description, where another registration is called just that.
-- In: registrations (reg_id, name, vendor, function, description, url) and the word lists small, weak, legal, trade.
-- Out: stated (a row for each way to state something), blocked (pairs to compare), compared (their columns).

CREATE TEMP MACRO folded(text) AS
    trim(regexp_replace(strip_accents(lower(text)), '[^a-z0-9]+', ' ', 'g'));
-- "P.E.L.L." is one word
CREATE TEMP MACRO initials(text) AS regexp_replace(text, '\b([[:alpha:]])\.', '\1', 'g');
-- two to four words side by side, and each alone
CREATE TEMP MACRO joins(words) AS
    list_distinct(words || flatten(list_transform([2, 3, 4], lambda length:
        list_transform(range(1, len(words) + 2 - length), lambda place:
            array_to_string(words[place:place + length - 1], '')))));

CREATE TEMP TABLE typed AS
SELECT reg_id, row_number() OVER () AS place, description,
    folded(initials(replace(replace(name, '@', 'a'), '.0', ''))) AS title,
    folded(replace(vendor, '.', '')) AS vendor,
    nullif(folded(function), '') AS job,
    nullif(regexp_extract(lower(url), '^(?:[a-z]+://)?(?:www\.)?([^/:?#]+)', 1), '') AS site
FROM registrations;

CREATE TEMP TABLE sellers AS
SELECT vendor, coalesce(
    string_agg(word, ' ' ORDER BY place) FILTER (word NOT IN (FROM legal) AND word NOT IN (FROM trade)),
    string_agg(word, ' ' ORDER BY place) FILTER (word NOT IN (FROM legal))) AS maker
FROM (SELECT vendor, unnest(string_split(vendor, ' ')) AS word,
        generate_subscripts(string_split(vendor, ' '), 1) AS place
    FROM (SELECT DISTINCT vendor FROM typed WHERE vendor <> ''))
GROUP BY vendor;

CREATE TEMP TABLE said AS
SELECT title, string_agg(word, '' ORDER BY place) FILTER (word NOT IN (FROM weak)) AS core,
    string_agg(word, '' ORDER BY place) FILTER (word NOT IN (FROM small)) AS whole
FROM (SELECT title, unnest(string_split(title, ' ')) AS word, generate_subscripts(string_split(title, ' '), 1) AS place
    FROM (SELECT DISTINCT title FROM typed))
WHERE word <> '' AND NOT regexp_full_match(word, '[0-9]+')
GROUP BY title;

CREATE TEMP TABLE cores AS
SELECT core AS mark, count(*) AS often FROM said WHERE core IS NOT NULL GROUP BY core;

-- where a name says no product, the description may
CREATE TEMP TABLE mentioned AS
SELECT description, string_agg(DISTINCT mark, ' ' ORDER BY mark) AS told
FROM (SELECT description, unnest(joins(string_split(folded(initials(run)), ' '))) AS mark
    FROM (SELECT description, unnest(regexp_extract_all(description,
            '\b[A-ZÀ-Ý0-9][\w+&.-]*(?: [A-ZÀ-Ý0-9][\w+&.-]*)*')) AS run
        FROM (SELECT DISTINCT description FROM typed LEFT JOIN said USING (title)
            WHERE core IS NULL AND description <> '')))
SEMI JOIN cores USING (mark)
WHERE mark NOT IN (FROM weak)
GROUP BY description;

-- one row for each different way to state name, maker, function, site, and a product in the description
CREATE TEMP TABLE stated AS
SELECT row_number() OVER (ORDER BY min(place)) - 1 AS variant, list(reg_id ORDER BY place) AS regs,
    title, maker, job, site, core, whole, told
FROM (SELECT typed.* EXCLUDE vendor, maker, core, whole, CASE WHEN core IS NULL THEN told END AS told
    FROM typed LEFT JOIN sellers USING (vendor) LEFT JOIN said USING (title) LEFT JOIN mentioned USING (description))
GROUP BY title, maker, job, site, core, whole, told;

-- names that differ by one letter have one way to leave a letter out in common
CREATE TEMP TABLE cut AS
SELECT mark, often, unnest(list_distinct(list_append(
    list_transform(range(2, len(mark) + 1), lambda place: mark[:place - 1] || mark[place + 1:]), mark))) AS part
FROM cores WHERE len(mark) BETWEEN 5 AND 60;
CREATE TEMP TABLE slips AS
SELECT DISTINCT a.mark AS rare, b.mark AS usual
FROM cut a JOIN cut b USING (part)
WHERE a.mark <> b.mark AND (a.often, a.mark) < (b.often, b.mark) AND damerau_levenshtein(a.mark, b.mark) = 1;

-- what a registration is called, and what its name or its description also says
CREATE TEMP TABLE own AS
SELECT variant, core AS mark FROM stated WHERE core IS NOT NULL
UNION SELECT variant, whole FROM stated WHERE core IS NOT NULL AND whole IS NOT NULL
UNION SELECT rare.variant, usual.core
    FROM slips JOIN stated rare ON rare.core = slips.rare JOIN stated usual ON usual.core = slips.usual
    WHERE rare.site = usual.site OR rare.maker = usual.maker
        OR (rare.job = usual.job AND (rare.maker IS NULL OR usual.maker IS NULL)
            AND (rare.site IS NULL OR usual.site IS NULL));
CREATE TEMP TABLE also AS
SELECT variant, mark
    FROM stated JOIN (SELECT title, unnest(joins(string_split(title, ' '))) AS mark FROM said WHERE core IS NOT NULL)
    USING (title) SEMI JOIN cores USING (mark)
UNION SELECT variant, unnest(string_split(told, ' ')) FROM stated WHERE told IS NOT NULL;

-- a mark beside four makers, none of whom has half of it, is a word of the trade unless it is the whole name
CREATE TEMP TABLE spread AS
SELECT mark FROM (
    SELECT mark, maker, count(*) AS often FROM (FROM own UNION FROM also) JOIN stated USING (variant)
    WHERE maker IS NOT NULL GROUP BY mark, maker)
GROUP BY mark HAVING count(*) >= 4 AND 2 * max(often) < sum(often);
CREATE TEMP TABLE marks AS
FROM own UNION (FROM also ANTI JOIN spread USING (mark));

-- under one name several makers may do several jobs: then it counts only with maker, job or site
CREATE TEMP TABLE shared AS
SELECT mark FROM marks JOIN stated USING (variant) GROUP BY mark
HAVING count(DISTINCT maker) > 1 AND count(DISTINCT job) > 1;

CREATE TEMP TABLE telling AS
SELECT variant, mark FROM marks ANTI JOIN shared USING (mark)
UNION ALL SELECT variant, mark || ' · ' || unnest(list_filter([maker, job, site], lambda one: one IS NOT NULL))
    FROM marks SEMI JOIN shared USING (mark) JOIN stated USING (variant)
UNION ALL SELECT variant, maker || '/' || job FROM stated
    WHERE core IS NULL AND told IS NULL AND maker IS NOT NULL AND job IS NOT NULL;

-- of a mark of more than 500 variants a sample of the pairs is compared: each variant with twenty that follow it, near
-- and far, in a shuffled ring (`blocking.sample_pairs`)
CREATE TEMP TABLE sizes AS
SELECT mark, count(*) AS size FROM telling GROUP BY mark HAVING count(*) > 1;
CREATE TEMP TABLE ring AS
SELECT mark, variant, size, row_number() OVER (PARTITION BY mark ORDER BY hash(variant), variant) - 1 AS seat
FROM telling JOIN sizes USING (mark) WHERE size > 500;
CREATE TEMP TABLE sampled AS
SELECT DISTINCT least(a.variant, b.variant) AS join_key_l, greatest(a.variant, b.variant) AS join_key_r
FROM ring a CROSS JOIN range(20) AS steps(step)
    JOIN ring b ON a.mark = b.mark
        AND b.seat = (a.seat + CASE step WHEN 0 THEN 1 ELSE 2 + hash(a.mark || ' ' || step) % (a.size // 2 - 2) END) % a.size
WHERE a.variant <> b.variant;
CREATE TEMP TABLE blocked AS
WITH blocks AS (SELECT mark FROM sizes WHERE size <= 500)
SELECT '0' AS match_key, * FROM (
    SELECT a.variant AS join_key_l, b.variant AS join_key_r
    FROM telling a SEMI JOIN blocks USING (mark) JOIN telling b USING (mark) WHERE a.variant < b.variant
    UNION FROM sampled);

-- only whether words are the same is asked, so each stands for itself as a number
CREATE TEMP TABLE compared AS
SELECT variant AS unique_id, title,
    CASE WHEN core IS NULL THEN [] ELSE all_marks END AS name_marks,
    CASE WHEN core IS NULL AND told IS NOT NULL THEN all_marks ELSE [] END AS text_marks,
    CASE WHEN core IS NULL AND told IS NULL THEN coalesce(all_marks, []) ELSE [] END AS implied,
    CASE WHEN maker IS NULL THEN [] ELSE [hash(maker)] END AS makers,
    []::UBIGINT[] AS sole, numbers AS words, []::UBIGINT[] AS weighed,
    []::UBIGINT[] AS text, job AS function, NULL::VARCHAR AS protocol, site,
    NULL::VARCHAR AS acronym, NULL::VARCHAR AS expansion, NULL::VARCHAR AS catalogue_id, NULL::VARCHAR AS source
FROM (SELECT *, list_transform(string_split(title, ' '), lambda word: hash(word)) AS numbers FROM stated)
    LEFT JOIN (SELECT variant, list(hash(mark)) AS all_marks FROM telling GROUP BY variant) USING (variant);
