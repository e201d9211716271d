package teamclient

import (
	"context"
	"iter"
)

// Assets returns the files and folders that match params, of all pages. params.Limit is the size of a page (default
// 100), params.Skip the number of results to skip. It stops after the first error.
func (s *Service) Assets(ctx context.Context, params ListFilesParams) iter.Seq2[Asset, error] {
	return func(yield func(Asset, error) bool) {
		page, skip := params, valueOr(params.Skip, 0)
		size := valueOr(params.Limit, 100)
		for {
			page.Limit, page.Skip = &size, &skip
			assets, err := s.listPage(ctx, &page)
			if err != nil {
				yield(Asset{}, err)
				return
			}
			for _, asset := range assets {
				if !yield(asset, nil) {
					return
				}
			}
			if len(assets) < size {
				return
			}
			skip += len(assets)
		}
	}
}

func (s *Service) listPage(ctx context.Context, params *ListFilesParams) ([]Asset, error) {
	response, err := s.api.ListFilesWithResponse(ctx, params)
	if err != nil {
		return nil, err
	}
	if response.JSON200 == nil {
		return nil, errorOf(response.HTTPResponse, response.Body)
	}
	return *response.JSON200, nil
}

func valueOr[T any](pointer *T, otherwise T) T {
	if pointer == nil {
		return otherwise
	}
	return *pointer
}
