from search.sources.dates import date_in_url as date_in_url
from search.sources.dates import parse_date as parse_date
